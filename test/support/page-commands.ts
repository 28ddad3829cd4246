import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * Runs the commands of a page of `docs/` as they stand there: the block that begins with "```sh <name>". Gives what they
 * print. Throws where they end with another status than 0.
 */
export async function runPageCommands(
  page: string,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string }> {
  const text = await readFile(page, "utf8");
  const block = new RegExp(`^( *)\`\`\`sh ${name}\n([\\s\\S]*?)^ *\`\`\``, "m").exec(text);
  if (!block?.[2]) throw new Error(`${page} has no commands of the name ${name}`);
  return promisify(execFile)("sh", ["-c", block[2]], { env });
}
