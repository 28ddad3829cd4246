import type { SurveyedFile } from "../activities/contract.js";
import type { JobProgress, JobStage } from "../src/domain/job.js";
import { percentOf } from "../src/domain/job-percent.js";
import type { ImportListener } from "./run-import.js";

/** The stages of the API as the Temporal UI names them. */
const stageWords: Readonly<Record<JobStage, string>> = {
  fetching: "Fetching the asset",
  planning: "Surveying the file",
  loading: "Validating and writing its rows",
  validating: "Validating its rows",
  applying: "Writing its rows",
};

/**
 * Knows at which stage an import is, and tells it as an answer to queries and as Markdown for the Temporal UI. How many
 * rows were read, the step writes into the job's progress itself.
 */
export class ImportProgress implements ImportListener {
  private current: JobStage = "planning";
  private surveyed: SurveyedFile | null = null;
  private blockedBy: string | null = null;
  private waitsForApproval = false;

  constructor(
    private readonly title: string,
    private readonly onChange: (progress: ImportProgress, stageChanged: boolean) => void,
  ) {}

  stage(stage: JobStage): void {
    this.current = stage;
    this.onChange(this, true);
  }

  survey(file: SurveyedFile): void {
    this.surveyed = file;
  }

  blocked(by: string | null): void {
    this.blockedBy = by;
    this.onChange(this, false);
  }

  awaitsApproval(waiting: boolean): void {
    this.waitsForApproval = waiting;
    this.onChange(this, false);
  }

  get stageName(): JobStage {
    return this.current;
  }

  answer(): JobProgress {
    const rowsTotal = this.surveyed?.rows ?? null;
    return {
      stage: this.waitsForApproval ? null : this.current,
      percent: percentOf(this.current, 0, rowsTotal),
      rowsRead: 0,
      rowsTotal,
      rowsPerSecond: null,
      etaSeconds: null,
    };
  }

  /** What an operator reads on the workflow's page: what is unknown is left out, and no cell's value is in it. */
  markdown(): string {
    const rows = this.surveyed === null ? [] : ["", `- Rows in the file: ${this.surveyed.rows}`];
    return [`### ${this.title}`, this.doing(), ...rows].join("\n");
  }

  private doing(): string {
    if (this.blockedBy !== null) return `**Waiting for its turn** behind job \`${this.blockedBy}\``;
    return this.waitsForApproval ? "**Waiting for approval** of its deletions" : `**${stageWords[this.current]}**`;
  }

  /** The last word: how the job ended. */
  ended(state: string, lines: readonly string[]): string {
    return [`### ${this.title}`, `**${state}**`, "", ...lines.map((line) => `- ${line}`)].join("\n");
  }
}
