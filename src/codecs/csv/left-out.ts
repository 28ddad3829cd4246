import { comparableName } from "../../domain/comparable-name.js";
import { codePointName, withoutInvisible } from "../../domain/invisible.js";
import type { Issue } from "../../domain/issue.js";
import { shownName } from "../unknown-columns.js";

interface LeftOut {
  /** The header's cells as in the file, without the columns that a file of rejected rows adds. */
  readonly names: readonly string[];
  /** The number of columns without a name. */
  readonly nameless: number;
  /** Lines before the header. */
  readonly lines: readonly string[];
  /** Lines of delimiters only. */
  readonly blank: { readonly count: number; readonly firstLine: number };
  /** Whether end-of-file characters follow the last line. */
  readonly hasEndMark: boolean;
}

const nothing = "Nothing has to be done; the program that made the file can be set not to write it.";

/**
 * Returns warnings about parts of a file that have no meaning: one for each line before the header, and one for each
 * other kind, with the number of occurrences.
 */
export function leftOut({ names, nameless, lines, blank, hasEndMark }: LeftOut, line: number): Issue[] {
  const marked = names.filter((name) => withoutInvisible(name) !== name && comparableName(name) !== "");
  const [first] = marked;
  return [
    ...lines.map((text, at) => warning(at + 1, `The line "${shownName(text)}" before the header was left out.`)),
    ...(nameless > 0
      ? [
          warning(
            line,
            `Columns without a name were left out: ${nameless}.`,
            "If they hold values that matter, name them.",
          ),
        ]
      : []),
    ...(first === undefined
      ? []
      : [warning(line, `Characters that cannot be seen were left out of column names: ${places(marked, first)}.`)]),
    ...(blank.count > 0
      ? [warning(blank.firstLine, `Rows without a single value were left out: ${blank.count}; this is the first.`)]
      : []),
    ...(hasEndMark ? [warning(line, "An end-of-file character behind the last line was left out.")] : []),
  ];
}

/** Returns the invisible characters of the first name, by their code points, and the number of other names. */
function places(marked: readonly string[], first: string): string {
  const characters = [...first].filter((character) => withoutInvisible(character) === "");
  const more = marked.length > 1 ? `, and in ${marked.length - 1} more` : "";
  return `${characters.slice(0, 5).map(codePointName).join(" ")} in ${shownName(withoutInvisible(first))}${more}`;
}

function warning(line: number, message: string, hint = nothing): Issue {
  return { line, column: null, code: "LEFT_OUT", severity: "warning", value: null, message, hint };
}
