import { randomUUID } from "node:crypto";
import { open, stat } from "node:fs/promises";
import pg from "pg";
import { expect, inject } from "vitest";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly PlanNode[];
}

interface ExplainedStatement {
  readonly "Query Text": string;
  readonly Plan: PlanNode;
}

/** What one step of a plan went through, over all of its loops. */
export interface Work {
  readonly node: string;
  readonly rows: number;
  readonly statement: string;
}

/** The plans of all statements in a database from now on, as the server executed them. */
export interface PlanWatch {
  /** The steps since the last call that went through more than so many rows. */
  heavySteps(most: number): Promise<Work[]>;
}

export async function watchPlans(databaseUrl: string): Promise<PlanWatch> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const database = new URL(databaseUrl).pathname.slice(1);
  const settings = {
    session_preload_libraries: "auto_explain",
    ...{ "auto_explain.log_min_duration": "0", "auto_explain.log_format": "json" },
    ...{ "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off", "auto_explain.log_buffers": "off" },
  };
  for (const [name, value] of Object.entries(settings))
    await client.query(`alter database ${database} set ${name} = '${value}'`);
  // Sessions that are open keep what they have.
  await client.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await client.end();
  const log = inject("postgresLog");
  let { size: from } = await stat(log);
  return {
    heavySteps: async (most) => {
      const written = await writtenSince(databaseUrl, log, from);
      from += Buffer.byteLength(written);
      const plans = [...written.matchAll(/ plan:\n((?:\t.*\n)+)/g)];
      if (plans.length === 0) throw new Error("the server has written no plan");
      return plans.flatMap(([, text = ""]) => {
        const { "Query Text": statement, Plan: plan }: ExplainedStatement = JSON.parse(text.replaceAll("\n\t", "\n"));
        return stepsOf(plan).flatMap((node) => {
          const rows = rowsOf(node);
          const name = [node["Node Type"], node["Relation Name"]].filter(Boolean).join(" on ");
          return rows > most ? [{ node: name, rows, statement: statement.trim().replaceAll(/\s+/g, " ") }] : [];
        });
      });
    },
  };
}

/** The log from a place until now. A statement marks the end, so that every entry before it is whole. */
async function writtenSince(databaseUrl: string, log: string, from: number): Promise<string> {
  const mark = randomUUID();
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`select '${mark}'`);
  await client.end();
  let written = Buffer.alloc(0);
  async function isMarked(): Promise<boolean> {
    const { size: to } = await stat(log);
    const file = await open(log);
    const { buffer } = await file.read({ buffer: Buffer.alloc(to - from), position: from });
    await file.close();
    written = buffer;
    return buffer.includes(mark);
  }
  await expect.poll(isMarked).toBe(true);
  // Up to the line on which the mark's own plan begins.
  const plan = written.lastIndexOf("plan:", written.indexOf(mark));
  return written.toString("utf8", 0, written.lastIndexOf("\n", plan) + 1);
}

function stepsOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(stepsOf)];
}

function rowsOf(node: PlanNode): number {
  const removed = [
    node["Rows Removed by Filter"],
    node["Rows Removed by Join Filter"],
    node["Rows Removed by Index Recheck"],
  ];
  return node["Actual Loops"] * removed.reduce<number>((sum, rows = 0) => sum + rows, node["Actual Rows"]);
}
