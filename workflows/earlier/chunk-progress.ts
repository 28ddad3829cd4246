import type { EarlierChunk, EarlierPlan } from "../../activities/earlier-steps.js";
import { addIssueCounts, mostFrequentFirst } from "../../src/domain/issue-counts.js";
import type { JobProgress, JobStage } from "../../src/domain/job.js";
import { percentOf, secondsLeft } from "../../src/domain/job-percent.js";
import type { ImportListener } from "./run-import-by-chunks.js";

/** The speed is measured over this time before the last chunk, in milliseconds. */
const recentMs = 15_000;

/** Keeps the progress of one import, and returns it as the answer to queries and as Markdown for the Temporal UI. */
export class ChunkProgress implements ImportListener {
  private current: JobStage = "planning";
  private percent = 0;
  private chunks = 0;
  private readonly chunksDone = new Set<number>();
  private rowsTotal: number | null = null;
  private rowsRead = 0;
  private invalid = 0;
  private reloaded = 0;
  private blockedBy: string | null = null;
  private waitsForApproval = false;
  private rowsPerSecond: number | null = null;
  /** The number of rows read, at moments within `recentMs`. */
  private recent: { readonly at: number; readonly rows: number }[] = [];
  private readonly issuesByCode: Record<string, number> = {};

  constructor(
    private readonly title: string,
    private readonly now: () => number,
    private readonly onChange: (progress: ChunkProgress, stageChanged: boolean) => void,
  ) {}

  stage(stage: JobStage): void {
    this.current = stage;
    this.percent = Math.max(this.percent, percentOf(stage, 0, this.rowsTotal));
    this.recent = [{ at: this.now(), rows: this.rowsRead }];
    this.rowsPerSecond = null;
    this.onChange(this, true);
  }

  planned({ chunks, rows }: EarlierPlan): void {
    this.chunks = chunks;
    this.rowsTotal = rows;
  }

  loaded(no: number, { rows, invalid, issuesByCode }: EarlierChunk): void {
    if (this.chunksDone.has(no)) return; // loaded again: it was counted before
    this.chunksDone.add(no);
    this.rowsRead += rows;
    this.invalid += invalid;
    addIssueCounts(this.issuesByCode, issuesByCode);
    this.percent = Math.max(this.percent, percentOf("loading", this.rowsRead, this.rowsTotal));
    this.rowsPerSecond = this.recentSpeed();
    this.onChange(this, false);
  }

  private recentSpeed(): number | null {
    const now = { at: this.now(), rows: this.rowsRead };
    this.recent.push(now);
    while ((this.recent[1]?.at ?? now.at) < now.at - recentMs) this.recent.shift();
    const [since = now] = this.recent;
    return now.at > since.at ? Math.round(((now.rows - since.rows) * 1_000) / (now.at - since.at)) : null;
  }

  lost(chunks: number): void {
    this.reloaded += chunks;
  }

  blocked(by: string | null): void {
    this.blockedBy = by;
    this.onChange(this, false);
  }

  awaitsApproval(waiting: boolean): void {
    this.waitsForApproval = waiting;
    this.percent = Math.max(this.percent, percentOf("applying", this.rowsRead, this.rowsTotal));
    this.onChange(this, false);
  }

  get isLoaded(): boolean {
    return this.chunks > 0 && this.chunksDone.size === this.chunks;
  }

  get stageName(): JobStage {
    return this.current;
  }

  answer(): JobProgress {
    const { rowsTotal, rowsPerSecond } = this;
    return {
      stage: this.waitsForApproval ? null : this.current,
      percent: this.percent,
      rowsRead: this.rowsRead,
      rowsTotal,
      rowsPerSecond,
      etaSeconds: rowsPerSecond && rowsTotal ? secondsLeft(this.rowsRead, rowsTotal, rowsPerSecond) : null,
    };
  }

  /** The text for operators on the workflow's page. No cell's value is included. */
  markdown(): string {
    const issues = Object.entries(mostFrequentFirst(this.issuesByCode)).slice(0, 5);
    const { rowsPerSecond, etaSeconds } = this.answer();
    return [
      `### ${this.title}`,
      `**Stage: ${this.current}** · ${this.percent} %`,
      ...(this.blockedBy === null ? [] : ["", `**Waiting for its turn** behind job \`${this.blockedBy}\``]),
      ...(this.waitsForApproval ? ["", "**Waiting for approval** of its deletions"] : []),
      "",
      `- Rows read: ${this.rowsRead} of ${this.rowsTotal ?? "an unknown number"}`,
      ...(rowsPerSecond === null
        ? []
        : [`- Speed: ${rowsPerSecond} rows/s${etaSeconds === null ? "" : `, about ${etaSeconds} s left`}`]),
      `- Chunks: ${this.chunksDone.size} of ${this.chunks}`,
      `- Invalid rows so far: ${this.invalid}`,
      ...(issues.length > 0 ? [`- Top issues: ${issues.map(([code, n]) => `\`${code}\` × ${n}`).join(", ")}`] : []),
      ...(this.reloaded > 0 ? [`- Chunks loaded again after a database crash: ${this.reloaded}`] : []),
    ].join("\n");
  }

  /** The final text: how the job ended. */
  ended(state: string, lines: readonly string[]): string {
    return [`### ${this.title}`, `**${state}**`, "", ...lines.map((line) => `- ${line}`)].join("\n");
  }
}
