import type { Query } from "../database.js";
import { announce } from "../webhooks/outbox.js";
import type { FindingChanges } from "./findings.js";

/** The cause of a change of the findings: a job; with null, an erasure or the validation of everything. */
interface Changed {
  readonly tenantId: string;
  readonly jobId: string | null;
}

/** Announces that findings were opened or closed; does nothing if none were. */
export async function announceFindings(
  trx: Query,
  { tenantId, jobId }: Changed,
  { version, opened, closed }: FindingChanges,
): Promise<void> {
  if (opened + closed === 0) return;
  const links = { integrity: "/api/integrity", console: "/console/integrity" };
  await announce(trx, { tenantId, type: "integrity.changed", data: { jobId, version, opened, closed, links } });
}

/** Returns how the files of a package together changed the findings; null if none of the files updated them. */
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
