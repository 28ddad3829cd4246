/**
 * Every error that Bulkhead can answer with, declared once: the HTTP status where a request meets it, and its title.
 * `docs/errors.md` explains each; a test holds the two together. A job that fails carries the same codes.
 */
export const errorCodes = {
  UNAUTHENTICATED: { status: 401, title: "The request has no valid API key" },
  FORBIDDEN: { status: 403, title: "The API key's role does not allow this" },
  CROSS_SITE_REQUEST: { status: 403, title: "A page of another site sent the request" },
  ROUTE_NOT_FOUND: { status: 404, title: "There is nothing at this address" },
  METHOD_NOT_ALLOWED: { status: 405, title: "This address does not know the method" },
  JOB_NOT_FOUND: { status: 404, title: "There is no such job" },
  UNKNOWN_ENTITY: { status: 404, title: "There is no such entity" },
  SUBJECT_NOT_FOUND: { status: 404, title: "Nothing is known of this id" },
  MAPPING_NOT_FOUND: { status: 404, title: "There is no mapping of this importer and entity" },
  MAPPING_CHANGED: { status: 409, title: "The importer has another mapping by now" },
  INVALID_MAPPING: { status: 422, title: "The mapping does not fit the entity" },
  SCHEDULE_NOT_FOUND: { status: 404, title: "There is no such schedule" },
  SCHEDULE_RUNNING: { status: 409, title: "The schedule's import before has not ended" },
  INVALID_SCHEDULE: { status: 400, title: "Nothing would ever start at these times" },
  ASSET_IN_USE: { status: 409, title: "A schedule needs the asset" },
  ASSET_NOT_FOUND: { status: 404, title: "There is no such asset" },
  ASSET_EXISTS: { status: 412, title: "The path already holds an asset" },
  ASSET_TOO_LARGE: { status: 413, title: "The asset is larger than the limit" },
  DIGEST_MISMATCH: { status: 400, title: "The body does not match its Repr-Digest" },
  INVALID_DIGEST: { status: 400, title: "The Repr-Digest header cannot be read" },
  INVALID_ASSET_PATH: { status: 400, title: "The asset path is not allowed" },
  ASSET_CHANGED: { status: 412, title: "The path holds other bytes than those that the request names" },
  ARCHIVE_DAMAGED: { status: 422, title: "The compressed file is damaged" },
  ARCHIVE_NESTED: { status: 422, title: "The compressed file holds another archive" },
  ARCHIVE_ENCRYPTED: { status: 422, title: "The archive is encrypted" },
  ARCHIVE_TOO_MANY_ENTRIES: { status: 422, title: "The archive has more entries than the limit" },
  ARCHIVE_SEVERAL_MEMBERS: { status: 422, title: "The archive has several files" },
  ARCHIVE_MEMBER_NOT_FOUND: { status: 422, title: "The archive does not have the file" },
  SPREADSHEET_DAMAGED: { status: 422, title: "The workbook cannot be read" },
  SPREADSHEET_TOO_LARGE: { status: 422, title: "The workbook is larger than the limit" },
  SPREADSHEET_SHEET_NOT_FOUND: { status: 422, title: "The workbook does not have the sheet" },
  ARCHIVE_TOO_LARGE: { status: 413, title: "The compressed file would become too large" },
  UNSUPPORTED_ASSET: { status: 400, title: "The asset's content type cannot be imported" },
  INVALID_JSON: { status: 400, title: "The body is not JSON" },
  INVALID_BODY: { status: 400, title: "The body does not have the documented shape" },
  INVALID_QUERY: { status: 400, title: "A query parameter or header has a value that is not allowed" },
  INVALID_XML: { status: 400, title: "The body is not well-formed XML" },
  DOCTYPE_REFUSED: { status: 400, title: "XML with a document type is not accepted" },
  NOT_A_LIST: { status: 400, title: "The body is not a list of entities" },
  EMPTY_LIST: { status: 400, title: "The list is empty" },
  NO_USABLE_ENTITY: { status: 400, title: "No element of the list is an object with an id" },
  TOO_DEEP: { status: 400, title: "The body is nested deeper than the limit" },
  BODY_DELETED: { status: 410, title: "The body held secrets and was deleted when its import ended" },
  WRONG_JOB_STATE: { status: 409, title: "The job's state does not allow this" },
  INVALID_CORRECTIONS: { status: 422, title: "The corrections do not fit the job's rejected rows" },
  UNDO_EXPIRED: { status: 409, title: "What undoing the import needs is no longer kept" },
  ROWS_EXPIRED: { status: 410, title: "The job's single rows are no longer kept" },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: "The Idempotency-Key belongs to another request" },
  TOO_MANY_OPEN_IMPORTS: { status: 429, title: "As many imports as the limit allows have not finished" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "The body's content type is not accepted here" },
  BODY_TOO_LARGE: { status: 413, title: "The body is larger than the limit" },
  INVALID_REQUEST: { status: 400, title: "What came is not an HTTP request" },
  HEADERS_TOO_LARGE: { status: 431, title: "Address and headers are larger than the limit" },
  REQUEST_STALLED: { status: 408, title: "The body stopped coming" },
  REQUEST_ABORTED: { status: 400, title: "The body ended before it was complete" },
  DATABASE_UNAVAILABLE: { status: 503, title: "The database cannot be reached" },
  TEMPORAL_UNAVAILABLE: { status: 503, title: "Temporal cannot be reached" },
  STORAGE_UNAVAILABLE: { status: 503, title: "The asset store cannot be reached" },
  STORAGE_FULL: { status: 507, title: "The asset store has no room left" },
  INTERNAL_ERROR: { status: 500, title: "An error that should not happen" },
  EMPTY_FILE: { status: 422, title: "The file is empty" },
  UNCLOSED_QUOTE: { status: 422, title: "A quoted cell is never closed" },
  STRAY_QUOTE: { status: 422, title: "Text follows the closing quote of a cell" },
  NUL_BYTE: { status: 422, title: "The file holds a NUL character" },
  INVALID_ENCODING: { status: 422, title: "The file's bytes are not valid text" },
  MISSING_COLUMN: { status: 422, title: "The header lacks a required column" },
  DUPLICATE_COLUMN: { status: 422, title: "The header names a column twice" },
  TOO_MANY_COLUMNS: { status: 422, title: "The header has more columns than the limit" },
  TOO_MANY_ROWS: { status: 422, title: "The file has more rows than the limit" },
  RECORD_TOO_LARGE: { status: 422, title: "One record is larger than the limit" },
  INVALID_ROWS: { status: 422, title: "The file has invalid rows and the import was to stop at any" },
  APPROVAL_EXPIRED: { status: 409, title: "Nobody approved the snapshot's deletions in time" },
  CANCELLED: { status: 409, title: "The import was cancelled" },
  STEP_LOST: { status: 500, title: "A step of the job was lost again and again" },
  WORKFLOW_TERMINATED: { status: 500, title: "The import's workflow is over, and its job was still open" },
  WORKFLOW_LOST: { status: 500, title: "The import's workflow no longer exists" },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A fault with a stable code, raised anywhere and mapped once per edge. The message and the hint are for people and
 * never hold a cell's value; `line` is the physical line of a file.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    readonly line: number | null = null,
  ) {
    super(message);
  }
}
