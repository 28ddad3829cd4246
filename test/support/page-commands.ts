import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

/**
 * Runs the commands of a page of `docs/` as they are there: the block that begins with "```sh <name>". Gives what they
 * print. Throws an error with all that they printed where they end with another status than 0.
 */
export async function runPageCommands(
  page: string,
  name: string,
  env: Readonly<Record<string, string>>,
  folder = ".",
): Promise<string> {
  const text = await readFile(page, "utf8");
  const commands = new RegExp(`^ *\`\`\`sh ${name}\n([\\s\\S]*?)^ *\`\`\``, "m").exec(text)?.[1];
  if (commands === undefined) throw new Error(`${page} has no commands of the name ${name}`);
  return new Promise((resolve, reject) => {
    execFile("sh", ["-c", commands], { env, cwd: folder }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${name} of ${page} failed: ${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}
