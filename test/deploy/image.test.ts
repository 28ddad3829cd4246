import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { pages } from "../../docs/.vitepress/pages.js";

test("the image's build gets every page of the documentation", async () => {
  const [dockerfile, ignored] = await Promise.all(
    ["Dockerfile", ".dockerignore"].map((path) => readFile(path, "utf8")),
  );
  const copied = Array.from(dockerfile?.matchAll(/^COPY (?!--)(.+) \S+$/gm) ?? [], ([, from = ""]) => from.split(" "));
  const sent = Array.from(ignored?.matchAll(/^!(.+)$/gm) ?? [], ([, path]) => path);
  const isWithin = (file: string, paths: readonly (string | undefined)[]) =>
    paths.some((path) => file === path || file.startsWith(`${path}/`));
  expect(pages.filter(({ file }) => !isWithin(file, copied.flat()) || !isWithin(file, sent))).toEqual([]);
});
