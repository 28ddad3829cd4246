import pg from "pg";

/** How the run's own connections are distinguished from Bulkhead's. */
export const applicationName = "chaos";

/** One connection for as long as `run` takes; throws where Postgres does not answer within some seconds. */
export async function withSession<T>(databaseUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    options: "-c timezone=UTC",
  });
  // The statement that needs a server which has died reports it.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
