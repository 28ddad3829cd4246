import type { LoadedChunk, PlannedImport } from "../activities/contract.js";
import { addIssueCounts, mostFrequentFirst } from "../src/domain/issue-counts.js";
import type { JobProgress, JobStage } from "../src/domain/job.js";
import type { ImportListener } from "./run-import.js";

/** Where each stage begins on the way from 0 to 100; loading fills its span by rows. */
const stageBegins: Readonly<Record<JobStage, number>> = {
  fetching: 0,
  planning: 1,
  loading: 5,
  validating: 80,
  applying: 85,
};

/** Keeps the progress of one import and tells it as an answer to queries and as Markdown for the Temporal UI. */
export class ImportProgress implements ImportListener {
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
  private loadingSince: number | null = null;
  private readonly issuesByCode: Record<string, number> = {};

  constructor(
    private readonly title: string,
    private readonly now: () => number,
    private readonly onChange: (progress: ImportProgress, stageChanged: boolean) => void,
  ) {}

  stage(stage: JobStage): void {
    this.current = stage;
    this.percent = Math.max(this.percent, stageBegins[stage]);
    if (stage === "loading") this.loadingSince ??= this.now();
    this.onChange(this, true);
  }

  planned({ chunks, rows }: PlannedImport): void {
    this.chunks = chunks;
    this.rowsTotal = rows;
  }

  loaded(no: number, { rows, invalid, issuesByCode }: LoadedChunk): void {
    if (this.chunksDone.has(no)) return; // loaded again: whoever looks on has it behind him
    this.chunksDone.add(no);
    this.rowsRead += rows;
    this.invalid += invalid;
    addIssueCounts(this.issuesByCode, issuesByCode);
    const span = stageBegins.validating - stageBegins.loading;
    const share = this.rowsTotal ? this.rowsRead / this.rowsTotal : 1;
    this.percent = Math.max(this.percent, Math.floor(stageBegins.loading + span * share));
    const seconds = (this.now() - (this.loadingSince ?? this.now())) / 1_000;
    this.rowsPerSecond = seconds > 0 ? Math.round(this.rowsRead / seconds) : null;
    this.onChange(this, false);
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
    this.percent = Math.max(this.percent, stageBegins.applying);
    this.onChange(this, false);
  }

  get isLoaded(): boolean {
    return this.chunks > 0 && this.chunksDone.size === this.chunks;
  }

  get stageName(): JobStage {
    return this.current;
  }

  answer(): JobProgress {
    const left = (this.rowsTotal ?? 0) - this.rowsRead;
    return {
      stage: this.waitsForApproval ? null : this.current,
      percent: this.percent,
      rowsRead: this.rowsRead,
      rowsTotal: this.rowsTotal,
      rowsPerSecond: this.rowsPerSecond,
      etaSeconds: this.rowsPerSecond && left > 0 ? Math.ceil(left / this.rowsPerSecond) : null,
    };
  }

  /** What an operator reads on the workflow's page; no cell's value is in it. */
  markdown(): string {
    const issues = Object.entries(mostFrequentFirst(this.issuesByCode)).slice(0, 5);
    return [
      `### ${this.title}`,
      `**Stage: ${this.current}** · ${this.percent} %`,
      ...(this.blockedBy === null ? [] : ["", `**Waiting for its turn** behind job \`${this.blockedBy}\``]),
      ...(this.waitsForApproval ? ["", "**Waiting for approval** of its deletions"] : []),
      "",
      `- Rows read: ${this.rowsRead} of ${this.rowsTotal ?? "an unknown number"}`,
      `- Chunks: ${this.chunksDone.size} of ${this.chunks}`,
      `- Invalid rows so far: ${this.invalid}`,
      ...(issues.length > 0 ? [`- Top issues: ${issues.map(([code, n]) => `\`${code}\` × ${n}`).join(", ")}`] : []),
      ...(this.reloaded > 0 ? [`- Chunks loaded again after a database crash: ${this.reloaded}`] : []),
    ].join("\n");
  }

  /** The last word: how the job ended. */
  ended(state: string, lines: readonly string[]): string {
    return [`### ${this.title}`, `**${state}**`, "", ...lines.map((line) => `- ${line}`)].join("\n");
  }
}
