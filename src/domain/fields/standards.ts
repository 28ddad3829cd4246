import { iso31661 } from "iso-3166";
import { defineField, Fault } from "../field.js";
import { knownWords } from "../plain/known-words.js";

/** An IANA time zone name. */
export function timeZone() {
  return remembered({
    example: "Europe/Vienna",
    schema: { type: "string", description: "IANA time zone name" },
    fault: new Fault(
      "INVALID_TIME_ZONE",
      "Not a name of the IANA time zone database.",
      "Use a name such as Europe/Vienna or UTC, not an abbreviation.",
    ),
    accepts: isTimeZone,
  });
}

/** Abbreviations that ICU alone accepts as zones. Several zones of the world share each of them. */
const abbreviations: ReadonlySet<string> = new Set(
  "act aet agt art ast bet bst cat cnt cst ctt eat ect iet ist jst mit net nst plt pnt prt pst sst vst".split(" "),
);

/**
 * A cache of valid zone names in lower case. It needs no limit: case does not matter, and only some hundred names
 * exist.
 */
const zones = new Set<string>();

export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  const name = text.toLowerCase();
  if (zones.has(name)) return true;
  if (abbreviations.has(name)) return false;
  if (!succeeds(() => new Intl.DateTimeFormat("en", { timeZone: text }))) return false;
  zones.add(name);
  return true;
}

/** A BCP 47 language tag. */
export function language() {
  return remembered({
    example: "de-AT",
    schema: { type: "string", description: "BCP 47 language tag" },
    fault: new Fault("INVALID_LANGUAGE", "Not a BCP 47 language tag.", "Use a tag such as en, de-AT or pt-BR."),
    accepts: (cell) => succeeds(() => Intl.getCanonicalLocales(cell)),
  });
}

/** An ISO 3166-1 alpha-2 country code. */
export function country() {
  const codes = new Set(iso31661.map((entry) => entry.alpha2));
  return remembered({
    example: "AT",
    schema: { type: "string", pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2 code" },
    fault: new Fault(
      "INVALID_COUNTRY",
      "Not an ISO 3166-1 country code.",
      "Use two capital letters such as AT, DE or US.",
    ),
    accepts: (cell) => codes.has(cell),
  });
}

interface Standard {
  readonly example: string;
  readonly schema: { readonly type: "string" } & Readonly<Record<string, string>>;
  readonly fault: Fault;
  accepts(cell: string): boolean;
}

const mostKnown = 10_000;

/**
 * Returns a field with a cache of valid values, because values repeat over a file and checking one costs microseconds.
 * A full cache is cleared, so that no file blocks the cache for the next.
 */
function remembered({ example, schema, fault, accepts }: Standard) {
  const known = new Set<string>();
  return defineField<string, string>({
    columnType: "text",
    schema,
    example,
    parse: (cell) => {
      if (known.has(cell)) return cell;
      if (cell.length > 100 || !accepts(cell)) return fault;
      if (known.size === mostKnown) known.clear();
      known.add(cell);
      return cell;
    },
    toText: (value) => value,
    plain: knownWords(accepts),
  });
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
