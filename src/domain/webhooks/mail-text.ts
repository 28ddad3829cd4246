import { z } from "zod";
import { findEntity } from "../entities/index.js";
import { approvalReasons } from "../hold.js";
import { issueCodes } from "../issue.js";
import { mostFrequentFirst } from "../issue-counts.js";
import { noCounts } from "../job.js";
import { packageEntity } from "../packages/package-entity.js";
import { englishJobWords } from "../words/english.js";
import { jobHeadline } from "../words/job-words.js";
import { type EventType, eventTypes, testEvent } from "./event.js";
import { jobEventData } from "./job-event.js";

/** A mail with all events of one transaction. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

const eventSchema = z.object({
  type: z.enum([...eventTypes, testEvent]),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ links: z.looseObject({ console: z.string().optional() }).optional() }),
});
type MailEvent = z.infer<typeof eventSchema>;

const integrityData = z.object({ opened: z.number(), closed: z.number() });
const scheduleData = z.object({ importerId: z.string(), entity: z.string(), count: z.number().optional() });

/**
 * Returns the mail for events. An import comes before its changes of the findings.
 *
 * @param body the events as JSON, one on each line
 * @param publicUrl the public address of Bulkhead; null: the mail has only the path of the address
 */
export function mailText(body: string, publicUrl: string | null): MailText {
  const read = body.split("\n").map((line) => eventSchema.parse(JSON.parse(line)));
  const events = read.sort((a, b) => Number(isAside(a)) - Number(isAside(b)));
  const parts = events.map((event) => partOf(event));
  const [first] = events;
  const address = first?.data.links?.console;
  const link = address === undefined ? [] : [`${publicUrl ?? ""}${address}`];
  return {
    subject: parts[0]?.subject ?? "Bulkhead",
    text: [...parts.flatMap(({ lines }) => [...lines, ""]), ...link].join("\n"),
  };
}

function isAside({ type }: MailEvent): boolean {
  return type === "integrity.changed";
}

interface Part {
  readonly subject: string;
  readonly lines: readonly string[];
}

const scheduleSentences: Partial<Record<EventType, string>> = {
  "schedule.paused": "The schedule was paused: no import begins before it is resumed.",
  "schedule.missed": "Times of the schedule were missed: Temporal could not start the import.",
  "delivery.late": "No new file has come in time.",
};

function partOf({ type, data }: MailEvent): Part {
  if (type === testEvent) return { subject: "A test of Bulkhead's mail", lines: ["Mail of Bulkhead arrives here."] };
  if (type === "integrity.changed") {
    const { opened, closed } = integrityData.parse(data);
    const line = `What is wrong in the database: ${opened} new, ${closed} gone.`;
    return { subject: line, lines: [line] };
  }
  const sentence = scheduleSentences[type];
  if (sentence !== undefined) {
    const { importerId, entity } = scheduleData.parse(data);
    return { subject: `${importerId}, ${nameOf(entity)}: ${sentence}`, lines: [sentence] };
  }
  return jobPart(jobEventData.parse(data));
}

function jobPart(job: z.infer<typeof jobEventData>): Part {
  const { entity, importerId, errorCode, issuesByCode, reasons = [], undo = null } = job;
  const counts = job.counts ?? noCounts;
  const isPackage = entity === packageEntity;
  const headline = jobHeadline(
    {
      ...{ state: job.state, dryRun: job.dryRun, counts, entity, blockedBy: null, blockedByState: null },
      progress: { percent: 100 },
      approval: job.owned === undefined ? null : { owned: job.owned },
      undo: undo && { finishedAt: job.finishedAt, counts: undo },
      error: errorCode === null ? null : { message: `${errorCode}${isPackage ? "." : "; nothing was stored."}` },
    },
    englishJobWords,
  );
  const { created, updated, unchanged, deleted } = counts;
  const why = reasons.map((code) => `- ${meaningOf(approvalReasons, code)}`);
  const issues = Object.entries(mostFrequentFirst(issuesByCode)).map(
    ([code, rows]) => `- ${rows} × ${code}: ${meaningOf(issueCodes, code)}`,
  );
  return {
    subject: `${importerId}, ${nameOf(entity)}: ${headline}`,
    lines: [
      headline,
      `Created ${created}, updated ${updated}, unchanged ${unchanged}, deleted ${deleted}.`,
      ...(why.length === 0 ? [] : ["", "Why it asks:", ...why]),
      ...(issues.length === 0 ? [] : ["", "Errors and warnings:", ...issues]),
    ],
  };
}

function nameOf(entity: string): string {
  return findEntity(entity)?.label ?? entity;
}

function meaningOf(meanings: Readonly<Record<string, string>>, code: string): string {
  return meanings[code] ?? code;
}
