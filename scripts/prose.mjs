/**
 * Holds what people read against the words of prose-terms.json: pages, comments, messages, names of tests. STYLE.md
 * says what the words are for. Prints `file:line:column message`, and ends with 1 where it found something.
 */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import markdown from "@textlint/textlint-plugin-markdown";
import plainText from "@textlint/textlint-plugin-text";
import { parseSync } from "oxc-parser";
import terminology from "textlint-rule-terminology";

const say = (line) => process.stdout.write(`${line}\n`);
const terms = JSON.parse(await readFile("prose-terms.json", "utf8"));
const kernel = new TextlintKernel();
const plugins = [
  { pluginId: "markdown", plugin: markdown.default ?? markdown },
  { pluginId: "text", plugin: plainText.default ?? plainText },
];
const rules = [{ ruleId: "terms", rule: terminology.default ?? terminology, options: { defaultTerms: false, terms } }];

/** How a file is read, by the end of its name. */
const readings = {
  ".md": (text) => text,
  ".ts": proseOfScript,
  ".tsx": proseOfScript,
  ".mjs": proseOfScript,
  ".sh": numberSignComments,
  ".yml": numberSignComments,
  ".yaml": numberSignComments,
};

const noProse = new Set(["TaggedTemplateExpression", "ImportDeclaration"]);

/** The text with all else but some ranges as spaces, so that places stay what they are. */
function onlyRanges(text, ranges) {
  const kept = text.replace(/[^\n]/g, " ").split("");
  for (const [from, to] of ranges) for (let at = from; at < to; at++) kept[at] = text[at];
  return kept
    .join("")
    .replace(/^( *)(?:\/\*\*?|\*\/?|\/\/|#)/gm, (mark) => " ".repeat(mark.length))
    .replace(/\*\/|`[^`\n]*`/g, (mark) => " ".repeat(mark.length));
}

/** Comments, and literals that are sentences: SQL and what is imported are none. */
function proseOfScript(text, file) {
  const { program, comments } = parseSync(file, text, { range: true });
  const ranges = comments.map(({ start, end }) => [start, end]);
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (noProse.has(node.type)) return;
    const isText = node.type === "TemplateElement" || node.type === "JSXText" || typeof node.value === "string";
    if (isText && /\w \w/.test(text.slice(node.start, node.end))) ranges.push([node.start, node.end]);
    Object.values(node).forEach(visit);
  };
  visit(program.body);
  return onlyRanges(text, ranges);
}

function numberSignComments(text) {
  return onlyRanges(
    text,
    [...text.matchAll(/^\s*#.*$/gm)].map(({ index, 0: line }) => [index, index + line.length]),
  );
}

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => extname(file) in readings && file !== "clients/typescript/src/schema.ts");
let found = 0;
for (const file of files) {
  const text = await readFile(file, "utf8").catch(() => "");
  const ext = extname(file);
  const { messages } = await kernel.lintText(readings[ext](text, file), {
    ext: ext === ".md" ? ".md" : ".txt",
    filePath: file,
    plugins,
    rules,
  });
  for (const { line, column, message } of messages) say(`${file}:${line}:${column} ${message}`);
  found += messages.length;
}
say(`${found} words to replace in ${files.length} files`);
process.exitCode = found > 0 ? 1 : 0;
