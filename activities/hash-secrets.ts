import { hash } from "@node-rs/argon2";
import { Context } from "@temporalio/activity";
import { codecFor } from "../src/codecs/index.js";
import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { storeHashes, type UnhashedRow, unhashedRows } from "../src/db/rows/unhashed-secrets.js";
import type { Deps } from "../src/deps.js";
import { hashedField } from "../src/domain/entity.js";
import { isSameText } from "../src/domain/fingerprint.js";
import { fingerprintUnder } from "../src/secret-key.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import { JobEnded, plannedJob, stepTransaction } from "./pipeline/import-step.js";

/** Argon2id with OWASP's first choice of parameters; the library's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Rows hashed between two commits. */
const atOnce = 64;

/**
 * Hashes the secrets that changed. Staging holds only their fingerprints: the secrets are read again from the body,
 * row by row, and go nowhere but into the hash.
 */
export async function hashSecrets(
  { db, assets, secretKeys }: Deps,
  jobId: string,
): Promise<{ readonly hashed: number }> {
  const { job, entity, layout, staged } = await plannedJob({ db }, jobId);
  const field = hashedField(entity) ?? "";
  const bytes = await jobBytes({ assets }, job);
  const codec = codecFor(job.assetContentType);
  const { cancellationSignal } = Context.current();

  const explanation = Object.keys(entity.fields).find((name) => entity.fields[name]?.explains === field) ?? "";
  const fingerprint = fingerprintUnder(secretKeys, "secrets", job.tenantId);

  async function hashRow({ id, line, byteStart, byteLength, fingerprints }: UnhashedRow) {
    const range = { start: byteStart, end: byteStart + byteLength, firstLine: line };
    for await (const record of codec.records({ entity, layout }, bytes, range)) {
      const secret = record.text(field);
      const parts = [entity.name, field, id, secret ?? "", record.text(explanation) ?? ""];
      // What is hashed is what was judged, of this row and no other; a process with other keys may have judged it.
      if (secret !== null && isSameText(fingerprint(parts), fingerprints))
        return { id, line, hash: await hash(secret, cost) };
    }
    throw new Error("a staged secret is not in its file");
  }

  let after = "";
  for (let hashed = 0; ; ) {
    cancellationSignal.throwIfAborted();
    const rows = await unhashedRows(db.query, staged, { after, limit: atOnce });
    if (rows.length === 0) return { hashed };
    const hashes = await Promise.all(rows.map(hashRow));
    await stepTransaction(db, { name: `hash ${jobId}` }, async ({ trx }) => {
      await storeHashes(trx, staged, hashes);
      if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while secrets were hashed");
    });
    hashed += hashes.length;
    after = rows.at(-1)?.id ?? "";
  }
}
