import type { Blocked, OpenApproval, SurveyedFile } from "../activities/contract.js";
import type { JobProgress, JobStage } from "../src/domain/job.js";
import { percentOf } from "../src/domain/job-percent.js";
import { englishJobWords } from "../src/domain/words/english.js";
import { askingHeadline } from "../src/domain/words/job-words.js";
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
 * Keeps the stage of an import, and returns it as the answer to queries and as Markdown for the Temporal UI. The step
 * itself writes the number of rows read into the job's progress.
 */
export class ImportProgress implements ImportListener {
  private current: JobStage = "planning";
  private surveyed: SurveyedFile | null = null;
  private holder: Blocked | null = null;
  private question: OpenApproval | null = null;

  constructor(
    private readonly title: string,
    private readonly jobId: string,
    private readonly onChange: (progress: ImportProgress, change: "stage" | "waiting") => void,
  ) {}

  stage(stage: JobStage): void {
    this.current = stage;
    this.onChange(this, "stage");
  }

  survey(file: SurveyedFile): void {
    this.surveyed = file;
  }

  blocked(holder: Blocked | null): void {
    this.holder = holder;
    this.onChange(this, "waiting");
  }

  awaitsApproval(question: OpenApproval | null): void {
    this.question = question;
    this.onChange(this, "waiting");
  }

  /** The value of the workflow's search attribute: the stage, or what the import waits for. */
  get stageName(): JobStage | "waiting" | "awaiting_approval" {
    if (this.holder !== null) return "waiting";
    return this.question === null ? this.current : "awaiting_approval";
  }

  answer(): JobProgress {
    const rowsTotal = this.surveyed?.rows ?? null;
    return {
      stage: this.question === null ? this.current : null,
      percent: percentOf(this.current, 0, rowsTotal),
      rowsRead: 0,
      rowsTotal,
      rowsPerSecond: null,
      etaSeconds: null,
    };
  }

  /** The text for operators on the workflow's page. Unknown numbers are left out, and no cell's value is included. */
  markdown(): string {
    const rows = this.surveyed === null ? [] : ["", `- Rows in the file: ${this.surveyed.rows}`];
    return [`### ${this.title}`, this.doing(), ...rows].join("\n");
  }

  private doing(): string {
    if (this.holder !== null) {
      const state = this.holder.state === undefined ? "" : `, which is ${this.holder.state}`;
      return `**Waiting for its turn** behind job \`${this.holder.by}\`${state}`;
    }
    return this.question === null ? `**${stageWords[this.current]}**` : asking(this.question, this.jobId);
  }

  /** The final text: how the job ended. */
  ended(state: string, lines: readonly string[]): string {
    return [`### ${this.title}`, `**${state}**`, "", ...lines.map((line) => `- ${line}`)].join("\n");
  }
}

/** The question, and the two commands that answer it. */
function asking({ asked }: OpenApproval, jobId: string): string {
  const what = asked
    ? `**${askingHeadline(asked, englishJobWords)}** It is cancelled at ${asked.until}.`
    : "**Waiting for approval** of its changes";
  return [
    what,
    "",
    `- Approve: \`bulkhead jobs approve ${jobId}\``,
    `- Refuse: \`bulkhead jobs cancel ${jobId}\``,
  ].join("\n");
}
