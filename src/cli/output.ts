import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Job } from "../../clients/typescript/src/follow.js";
import { englishJobWords } from "../domain/words/english.js";
import { jobHeadline } from "../domain/words/job-words.js";

/**
 * Replaces control characters, since text from a file or another key's owner must not control the terminal. A tab
 * stays: scripts split lines at it.
 */
const printable = (line: string) => line.replace(/(?!\t)[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");

export const say = (line: string) => process.stdout.write(`${printable(line)}\n`);

/** Prints progress and remarks to standard error, apart from the output that scripts read. */
export const remark = (line: string) => process.stderr.write(`${printable(line)}\n`);

/** Prints JSON over several lines, which can be read back: characters that control the terminal are escaped. */
export function sayJson(value: unknown): void {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(value, null, 2).replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, escaped);
  process.stdout.write(`${text}\n`);
}

/** Copies bytes to the standard output as they arrive. An answer without bytes has no stream. */
export async function print(bytes: ReadableStream | null | undefined): Promise<void> {
  if (bytes) await pipeline(Readable.fromWeb(bytes), process.stdout, { end: false });
}

export interface OutputOptions {
  /** Prints the API's answers, a JSON document for each. */
  readonly json?: true;
}

export const jsonOption = ["--json", "print the API's answer instead of lines for people"] as const;

export const exitCodesHelp = `
Exit codes:
  0  complete, or accepted, without --wait
  2  finished with rejects: see bulkhead rejects
  1  failed, cancelled, or an error`;

/** Returns the exit code of a job's state; 0 if the job has not ended. */
export function exitCodeOf({ state }: Pick<Job, "state">): number {
  if (state === "complete_with_rejects") return 2;
  return ["failed", "cancelled"].includes(state) ? 1 : 0;
}

/** Prints a line of cells separated by tabs, for scripts. A missing cell is `-`. */
export function sayCells(...cells: readonly (string | number | null | undefined)[]): void {
  say(cells.map((cell) => cell ?? "-").join("\t"));
}

/** Prints a job's result, or its progress, for people. */
export function sayJob(job: Job): void {
  say(`${job.id}  ${job.state}: ${jobHeadline(job, englishJobWords)}`);
  const { invalid, created, updated, unchanged, deleted } = job.counts;
  const isDone = job.state === "complete" || job.state === "complete_with_rejects";
  if (isDone) say(`  ${created} created, ${updated} updated, ${unchanged} unchanged, ${deleted} deleted`);
  if (job.error) {
    const line = job.error.line === null ? "" : `, line ${job.error.line}`;
    const message = job.state === "failed" ? "" : `${job.error.message} `;
    say(`  ${job.error.code}${line}: ${message}${job.error.hint}`);
  }
  for (const { message, hint } of job.warnings.slice(0, 5)) say(`  warning: ${message} ${hint}`);
  const issues = Object.entries(job.issuesByCode).map(([code, count]) => `${code} × ${count}`);
  if (issues.length > 0) say(`  issues: ${issues.join(", ")}`);
  if (job.blockedBy) say(`  waits for job ${job.blockedBy}, which is ${job.blockedByState}`);
  if (job.state === "awaiting_approval" && job.approval) sayQuestion(job.id, job.approval);
  if (invalid > 0 && job.state !== "undone") say(`  rejected rows: bulkhead rejects ${job.id} > rejects.csv`);
}

/** Prints why a job asks, until when, and the commands that answer. */
function sayQuestion(id: string, { reasons, expiresAt }: NonNullable<Job["approval"]>): void {
  for (const { message } of reasons) say(`  because: ${message}`);
  say(`  until ${expiresAt}; then it is cancelled`);
  say(`  approve: bulkhead jobs approve ${id}`);
  say(`  refuse: bulkhead jobs cancel ${id}`);
}
