import type { Options } from "csv-parse";
import type { CsvLayout } from "../../domain/file-layout.js";

/**
 * Returns the options with which csv-parse reads records as the record scanner does: the same record ends, the same
 * empty lines, and a literal quote inside an unquoted cell. Quote errors of csv-parse are off, because the scanner's
 * errors carry the line.
 */
export function csvOptions(delimiter: CsvLayout["delimiter"]): Options {
  return {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  };
}
