import type { Query } from "../database.js";
import { announce } from "../webhooks/outbox.js";
import type { FindingChanges } from "./findings.js";

/** What has changed the findings: a job, or an erasure or the validation of everything; null. */
interface Changed {
  readonly tenantId: string;
  readonly jobId: string | null;
}

/** Tells that findings were opened or closed, where any were. */
export async function announceFindings(
  trx: Query,
  { tenantId, jobId }: Changed,
  { version, opened, closed }: FindingChanges,
): Promise<void> {
  if (opened + closed === 0) return;
  const links = { integrity: "/api/integrity", console: "/console/integrity" };
  await announce(trx, { tenantId, type: "integrity.changed", data: { jobId, version, opened, closed, links } });
}

/** How the files of a package have changed the findings together; null where none of them looked at them. */
export async function packageFindings(db: Query, packageId: string): Promise<FindingChanges | null> {
  const { version, opened, closed } = await db
    .selectFrom("job")
    .select(({ fn }) => [
      fn.max("integrityVersion").as("version"),
      fn.sum<number | null>("findingsOpened").as("opened"),
      fn.sum<number | null>("findingsClosed").as("closed"),
    ])
    .where("packageId", "=", packageId)
    .executeTakeFirstOrThrow();
  return version === null ? null : { version, opened: Number(opened ?? 0), closed: Number(closed ?? 0) };
}
