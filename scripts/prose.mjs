/**
 * Holds what people read against the words of prose-terms.json: pages, comments, messages, names of tests; and comments
 * against their width. STYLE.md says what the words are for. Prints `file:line:column message`, and ends with 1 where
 * it found something.
 */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import markdown from "@textlint/textlint-plugin-markdown";
import plainText from "@textlint/textlint-plugin-text";
import { parseSync } from "oxc-parser";
import terminology from "textlint-rule-terminology";

const commentWidth = 120;
const say = (line) => process.stdout.write(`${line}\n`);
const terms = JSON.parse(await readFile("prose-terms.json", "utf8"));
const kernel = new TextlintKernel();
const plugins = [
  { pluginId: "markdown", plugin: markdown.default },
  { pluginId: "text", plugin: plainText.default },
];
const rules = [{ ruleId: "terms", rule: terminology, options: { defaultTerms: false, terms } }];

/**
 * How a file is read, by the end of its name. A reading keeps the length of the text, so that places stay what they
 * are.
 */
const readings = {
  ".md": (text) => text,
  ".ts": proseOfScript,
  ".tsx": proseOfScript,
  ".mjs": proseOfScript,
  ".sh": asOneLine,
  ".yml": asOneLine,
  ".yaml": asOneLine,
};
/** Made by a program, or data that bench results depend on. */
const left = new Set(["clients/typescript/src/schema.ts", "bench/event-file/event-words.ts"]);
/** SQL, and names of modules. */
const noProse = new Set(["TaggedTemplateExpression", "ImportDeclaration"]);

const blank = (text) => " ".repeat(text.length);
/** What ends a text ends its sentence. */
const stop = (text) => ".".padEnd(text.length);

/** A sentence goes over the ends of lines, and over the marks that begin the next one. */
function asOneLine(text) {
  return text.replace(/\n[ \t]*(?:\/\/|\*|#)?/g, blank);
}

/** Comments without their code, and literals that are sentences. */
function proseOfScript(text, file) {
  const { program, comments } = parseSync(file, text);
  const kept = Array(text.length).fill(" ");
  const keep = (start, part) => {
    for (let at = 0; at < part.length; at++) kept[start + at] = part[at];
  };
  for (const { start, end } of comments) {
    keep(
      start,
      asOneLine(text.slice(start, end))
        .replace(/^\/[/*]+|`[^`]*`/g, blank)
        .replace(/\*\/$/, stop),
    );
  }
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (noProse.has(node.type)) return;
    const isText = node.type === "TemplateElement" || node.type === "JSXText" || typeof node.value === "string";
    const part = isText ? text.slice(node.start, node.end).replace(/^[`"'}]/, blank) : "";
    if (/\w \w/.test(part)) keep(node.start, part.replace(/(?:\$\{|[`"'])$/, stop).replaceAll("\n", " "));
    Object.values(node).forEach(visit);
  };
  visit(program.body);
  return kept.join("");
}

/** `line:column` of a place, both from 1. */
function placeOf(text, index) {
  const before = text.slice(0, index).split("\n");
  return `${before.length}:${before.at(-1).length + 1}`;
}

/** The formatter wraps code alone. */
function wideComments(text) {
  return text
    .split("\n")
    .flatMap((line, at) =>
      line.length > commentWidth && /^ *(?:\*|\/\/|\/\*)/.test(line)
        ? [`${at + 1}:${commentWidth} wrap the comment`]
        : [],
    );
}

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => extname(file) in readings && !left.has(file));
let found = 0;
for (const file of files) {
  const text = await readFile(file, "utf8").catch(() => "");
  const ext = extname(file);
  const options = { ext: ext === ".md" ? ".md" : ".txt", filePath: file, plugins, rules };
  const { messages } = await kernel.lintText(readings[ext](text, file), options);
  const places = messages.map(({ index, message }) => `${placeOf(text, index)} ${message}`);
  if (readings[ext] === proseOfScript) places.push(...wideComments(text));
  for (const place of places) say(`${file}:${place}`);
  found += places.length;
}
say(`${found} places to rewrite in ${files.length} files`);
process.exitCode = found > 0 ? 1 : 0;
