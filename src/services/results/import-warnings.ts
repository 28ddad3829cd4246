import type { JobRow } from "../../db/jobs/jobs.js";
import { groupRowIssues, type RowWarning } from "../../db/reports/row-warnings.js";
import type { Deps } from "../../deps.js";
import { entityNamed } from "../../domain/entities/index.js";
import { type Entity, listName } from "../../domain/entity.js";
import type { IssueCode } from "../../domain/issue.js";
import { capitalized, joinedIds, mostIds, roleOf } from "./warning-text.js";

/** Why rows were left out, as the middle of a sentence; null for codes that do not leave a row out. */
const reasons: Readonly<Record<IssueCode, string | null>> = {
  REQUIRED: "a required property is missing",
  TOO_LONG: "a value is too long",
  INVALID_DATE: "a date is not an RFC 3339 instant",
  AMBIGUOUS_TIME: "a time does not exist in its zone, or comes twice",
  END_BEFORE_START: "an end is not after its start",
  INVALID_TIME_ZONE: "a time zone is unknown",
  INVALID_LANGUAGE: "a language tag is not well-formed",
  INVALID_COUNTRY: "a country code is unknown",
  INVALID_EMAIL: "an e-mail address is none",
  INVALID_URL: "a URL is not an absolute https URL",
  INVALID_SLUG: "a slug has characters that are not allowed",
  INVALID_INTEGER: "a number is not a whole one",
  OUT_OF_RANGE: "a number is out of range",
  INVALID_BOOLEAN: "a value is neither true nor false",
  UNKNOWN_CHOICE: "a value is none of the known ones",
  INVALID_TYPE: "a value has the wrong type",
  INVALID_TEXT: "a text holds characters that cannot be stored",
  INVALID_ID: "an id has characters that cannot be seen or do not fit into a URL",
  INVALID_PRE_HASHING: "the description of the password's hashing is invalid",
  NOT_AN_OBJECT: "an element is not an object",
  DUPLICATE_PROPERTY: "a property occurs twice",
  COLUMN_COUNT: "the number of cells is not that of the header",
  DUPLICATE_KEY: "the id occurs before in the same list",
  DUPLICATE_SLUG: "the slug belongs to another row",
  MISSING_REFERENCE: "the corresponding object is missing",
  ALREADY_STORED: "the id is already stored, and only new ones were to be created",
  NOT_STORED: "the id is not stored, and only stored ones were to be updated",
  ERASED: "the id was erased during the import",
  DELETE_NOT_ALLOWED: "they are to be deleted, and only new or stored ones were to be imported",
  NOTHING_TO_DELETE: null,
  OWNER_CHANGED: null,
  SPREADSHEET_ID: null,
  SPREADSHEET_FORMULA: null,
  UNKNOWN_COLUMN: null,
  LEFT_OUT: null,
  NO_ROWS: null,
};

/** The warnings about rows that were imported, as the end of a sentence. */
const keptReasons: Partial<Readonly<Record<IssueCode, string>>> = {
  OWNER_CHANGED: "belonged to another importer and changed hands",
  NOTHING_TO_DELETE: "were to be deleted and are not stored, or belong to another importer",
  SPREADSHEET_ID: "have ids that a spreadsheet seems to have shortened",
};

/**
 * Returns the messages of contract B about the imported rows: one sentence per code, with ids only, never values. If
 * the job's reports were deleted, each sentence has the number of rows in place of ids.
 */
export async function importWarnings({ db }: Pick<Deps, "db">, job: JobRow): Promise<string[]> {
  const entity = entityNamed(job.entity);
  const unknown = job.warnings
    .filter(({ code }) => code === "UNKNOWN_COLUMN")
    .map(({ column, message }) => column ?? message);
  const rows = listName(entity);
  const issues = job.reportsDeletedAt === null ? await groupRowIssues(db.query, job.id, mostIds) : null;
  return [
    ...(issues?.flatMap((issue) => sentences(entity, issue)) ?? countedSentences(rows, job.issuesByCode)),
    ...(unknown.length > 0 ? [`Some ${rows} have unknown properties, which were left out: ${unknown.join(", ")}`] : []),
  ];
}

/** Returns the sentences for rows whose reports were deleted: the number of rows for each code. */
function countedSentences(list: string, issuesByCode: JobRow["issuesByCode"]): string[] {
  const counted = (code: string, what: string) =>
    issuesByCode[code] ? [`${what} (${issuesByCode[code]} in all). Their ids are no longer kept`] : [];
  return [
    ...Object.entries(reasons).flatMap(([code, reason]) =>
      reason === null ? [] : counted(code, `Could not import some ${list} as ${reason}`),
    ),
    ...Object.entries(keptReasons).flatMap(([code, what]) => counted(code, `Some ${list} ${what}`)),
  ];
}

function sentences(entity: Entity, { code, total, rows }: RowWarning): string[] {
  const list = listName(entity);
  const more = total - rows.length;
  const kept = keptReasons[code];
  if (kept) return [`Some ${list} ${kept}: ${joinedIds(rows.map(idOf), more)}`];
  if (code !== "MISSING_REFERENCE") {
    const reason = reasons[code] ?? code;
    const ids = rows.map((row) =>
      row.column === null || row.column === "id" ? idOf(row) : `${idOf(row)} (${row.column})`,
    );
    return [leftOut(list, reason, joinedIds(ids, more))];
  }
  const columns = [...new Set(rows.map(({ column }) => column ?? ""))];
  return columns.map((column, at) => {
    const role = roleOf(column);
    const ids = rows
      .filter((row) => (row.column ?? "") === column)
      .map((row) => `${idOf(row)} (${capitalized(role)}: ${row.value})`);
    return leftOut(list, `the corresponding ${role} is missing`, joinedIds(ids, at === columns.length - 1 ? more : 0));
  });
}

function leftOut(list: string, reason: string, ids: string): string {
  return `Could not import some ${list} as ${reason}. ${capitalized(list)} that could not be imported: ${ids}`;
}

/** The row's id, or its place in the list if it has no readable id. */
function idOf({ key, line }: RowWarning["rows"][number]): string {
  return key ?? `#${line}`;
}
