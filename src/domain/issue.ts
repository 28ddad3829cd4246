/**
 * Every finding about a row or a file that Bulkhead can report: the closed list of contract C, with the meaning of
 * each.
 */
export const issueCodes = {
  REQUIRED: "A required column has no value in this row.",
  TOO_LONG: "The value has more characters than the column allows.",
  INVALID_DATE: "Not an RFC 3339 instant with seconds and a zone, or a date that does not exist.",
  AMBIGUOUS_TIME: "The clocks of the zone do not have the time, or have it twice.",
  END_BEFORE_START: "The end is not after its start.",
  INVALID_TIME_ZONE: "Not a name of the IANA time zone database.",
  INVALID_LANGUAGE: "Not a well-formed BCP 47 language tag.",
  INVALID_COUNTRY: "Not an assigned ISO 3166-1 alpha-2 code.",
  INVALID_EMAIL: "Not an e-mail address, or a list with an entry that is none.",
  INVALID_URL: "Not an absolute https URL.",
  INVALID_SLUG: "A slug may hold lower-case letters a to z, digits and hyphens.",
  INVALID_INTEGER: "Not a whole number in plain digits.",
  OUT_OF_RANGE: "The number is below or above what the column allows.",
  INVALID_BOOLEAN: "None of true, false, yes, no, 1, 0.",
  UNKNOWN_CHOICE: "Not one of the values that the column allows.",
  INVALID_TYPE: "The value has another type than the column, such as a number where text belongs.",
  INVALID_TEXT: "The text holds a NUL character or half of a surrogate pair, which no database keeps.",
  INVALID_ID: "The id has characters that cannot be seen, or that do not fit into a URL.",
  INVALID_PRE_HASHING: "The description of how a password was hashed does not have the documented shape.",
  NOT_AN_OBJECT: "The element of the list is not an object.",
  DUPLICATE_PROPERTY: "The object names a property twice, so it is not clear which value counts.",
  COLUMN_COUNT: "The row has more or fewer cells than the header.",
  DUPLICATE_KEY: "The id stands on an earlier line of the same file; the first occurrence counts.",
  DUPLICATE_SLUG: "The slug would belong to two rows after the import.",
  MISSING_REFERENCE: "The row refers to something that is not stored.",
  ALREADY_STORED: "The import only creates rows, and one with this id is stored.",
  NOT_STORED: "The import only updates rows, and none with this id is stored.",
  ERASED: "The id was erased after the import had been accepted; the row was left out.",
  DELETE_NOT_ALLOWED: "The row says that its key goes, and the import only creates or only updates rows.",
  NOTHING_TO_DELETE: "Warning: the row says that its key goes, and the importer owns no such row.",
  OWNER_CHANGED: "Warning: the row was delivered by another importer so far and now belongs to this one.",
  SPREADSHEET_ID: "Warning: the id looks like a long number that a spreadsheet has shortened, such as 9.91214E+15.",
  SPREADSHEET_FORMULA:
    "Warning: formulas of the workbook have no value in the file, or an error; they were read as empty cells.",
  UNKNOWN_COLUMN: "Warning: the header names a column that the entity does not have; it was left out.",
  LEFT_OUT: "Warning: something stands in the file that means nothing; it was left out.",
  NO_ROWS: "Warning: the file has a header and no rows.",
} as const;

export type IssueCode = keyof typeof issueCodes;
export type Severity = "error" | "warning";

/** One finding (contract C). `line` is the physical line where the record starts; the header is line 1. */
export interface Issue {
  readonly line: number;
  readonly column: string | null;
  readonly code: IssueCode;
  readonly severity: Severity;
  readonly value: string | null;
  readonly message: string;
  readonly hint: string;
}

/**
 * Returns an issue with its keys in the contract's order, for people to read. jsonb does not keep the order of keys.
 */
export function inContractOrder({ line, column, code, severity, value, message, hint }: Issue): Issue {
  return { line, column, code, severity, value, message, hint };
}

/** The most characters of a value that an issue shows. */
export const longestValue = 200;

/** Returns the value as an issue shows it: secrets masked, long cells cut. */
export function shownValue(text: string, secret: boolean): string {
  if (secret) return secretMask;
  return shortened(text, longestValue);
}

/** Returns the beginning of a text. Never cuts a surrogate pair in half, because no JSON column accepts half of one. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…`;
}

export const secretMask = "***";
