import { verify } from "@node-rs/argon2";
import type pg from "pg";
import type { StoredRow, StoredRows } from "./expected-rows.js";
import type { Feed } from "./feed.js";
import type { ColumnKind } from "./shape.js";

/** How the stored rows of one importer and entity differ from those of the reference. */
export interface RowComparison {
  readonly rows: number;
  /** Expected and not stored. */
  readonly lost: number;
  /** Stored and not expected. */
  readonly leftOver: number;
  /** Stored with another value in some column. */
  readonly different: number;
  /** The first of them, without values: which row, which column. */
  readonly examples: readonly string[];
}

const mostExamples = 5;
/** Passwords whose hash is tried with the password itself; of all others only the kind of hash is looked at. */
const mostVerified = 5;

export async function compareRows(
  client: pg.Client,
  { shape, tenantId, importerId }: Pick<Feed, "shape" | "tenantId" | "importerId">,
  expected: StoredRows,
): Promise<RowComparison> {
  const names = Object.keys(shape.columns);
  const columns = names.map((name) => `${asText(name, shape.columns[name] ?? "text")} as "${name}"`);
  const { rows } = await client.query<StoredRow & { id: string }>(
    `select id, ${columns.join(", ")} from ${shape.table} where tenant_id = $1 and importer_id = $2`,
    [tenantId, importerId],
  );
  const examples: string[] = [];
  let [leftOver, different, verified] = [0, 0, 0];
  const found = new Set<string>();
  for (const row of rows) {
    found.add(row.id);
    const wanted = expected.get(row.id);
    if (!wanted) {
      leftOver++;
      examples.push(`${row.id} is stored`);
      continue;
    }
    const wrong = names.filter((name) => shape.columns[name] !== "password" && row[name] !== wanted[name]);
    for (const name of names.filter((column) => shape.columns[column] === "password")) {
      const [hash = null, password = null] = [row[name], wanted[name]];
      const isTried = hash !== null && verified++ < mostVerified;
      if (!(await isHashOf(hash, password, isTried))) wrong.push(name);
    }
    if (wrong.length === 0) continue;
    different++;
    examples.push(`${row.id} differs in ${wrong.join(", ")}`);
  }
  const lost = [...expected.keys()].filter((id) => !found.has(id));
  examples.push(...lost.slice(0, mostExamples).map((id) => `${id} is not stored`));
  const told = examples.slice(0, mostExamples).map((example) => `${shape.entity} ${example}`);
  return { rows: expected.size, lost: lost.length, leftOver, different, examples: told };
}

async function isHashOf(hash: string | null, password: string | null, isTried: boolean): Promise<boolean> {
  if (hash === null || password === null) return hash === password;
  return hash.startsWith("$argon2id$") && (!isTried || (await verify(hash, password)));
}

function asText(name: string, kind: ColumnKind): string {
  const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (kind === "list") return `to_json(${column})::text`;
  if (kind === "instant") return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return `${column}::text`;
}

/** Rows of importers that sent nothing, by table. */
export async function strangeRows(client: pg.Client, tables: readonly string[], feeds: readonly Feed[]) {
  const strange: string[] = [];
  for (const table of tables) {
    const { rows } = await client.query<{ count: string }>(
      `select count(*) as count from ${table} where not (tenant_id, importer_id) in (select * from unnest($1::text[], $2::text[]))`,
      [feeds.map(({ tenantId }) => tenantId), feeds.map(({ importerId }) => importerId)],
    );
    if (rows[0]?.count !== "0") strange.push(`${rows[0]?.count} rows of no feed in ${table}`);
  }
  return strange;
}
