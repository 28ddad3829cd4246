import pg from "pg";

/** What a job does, and has left, in its database. */
export class JobSessions {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, application_name: "bench", max: 4 });
    this.pool.on("error", () => undefined);
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Whether one of a job's transactions, by the first word of its name, has run for so long. */
  async works(jobId: string, word: string, forMs: number): Promise<boolean> {
    const { rows } = await this.pool.query(
      `select from pg_stat_activity where application_name like $1 || '% ' || $2
       and now() - xact_start > $3 * interval '1 millisecond' and state <> 'idle'`,
      [word, jobId, forMs],
    );
    return rows.length > 0;
  }

  async stateOf(jobId: string): Promise<{ state: string; isPlanned: boolean; waitsForTurn: boolean }> {
    const { rows } = await this.pool.query<{ state: string; planned: boolean; waits_for_turn: boolean }>(
      "select state, layout is not null as planned, waits_for_turn from job where id = $1",
      [jobId],
    );
    const { state = "", planned = false, waits_for_turn: waitsForTurn = false } = rows[0] ?? {};
    return { state, isPlanned: planned, waitsForTurn };
  }

  /** Rows, tables and sessions that are there because of a job. */
  async left(jobId: string): Promise<number> {
    const { rows } = await this.pool.query<{ left: string }>(
      `select (select count(*) from course_group_in_person_event where job_id = $1::text::uuid)
        + (select count(*) from pg_class where relname like 'job\\_' || replace($1::text, '-', '') || '%')
        + (select count(*) from pg_stat_activity where application_name like '% ' || $1::text) as left`,
      [jobId],
    );
    return Number(rows[0]?.left);
  }

  /** How many rows a job wrote. */
  async written(jobId: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(
      "select count(*) as count from course_group_in_person_event where job_id = $1",
      [jobId],
    );
    return Number(rows[0]?.count);
  }

  /** Every imported column of an entity's rows, by id. */
  async table(name: string): Promise<unknown[]> {
    const { rows } = await this.pool.query<{ row: unknown }>(
      `select to_jsonb(stored) - array['tenant_id', 'job_id', 'source_hash', 'created_at', 'updated_at', 'importer_id'] as row
       from ${name} as stored order by id`,
    );
    return rows.map(({ row }) => row);
  }
}
