import type { Options } from "csv-parse";
import type { CsvLayout } from "../../domain/file-layout.js";

/**
 * How csv-parse reads what the record scanner has passed: the same record ends, the same empty lines, a quote inside
 * an unquoted cell literal. Its own complaints about quotes are off because the scanner's carry the line.
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
