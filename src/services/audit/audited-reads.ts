import { currentActor } from "../../db/audit/acting.js";
import { recordAudit } from "../../db/audit/audit-events.js";
import type { Database } from "../../db/database.js";
import type { TenantAction } from "../../domain/audit.js";

const hourMs = 3_600_000;
const mostRemembered = 10_000;

/** A read of a job's rows, or of the audit trail itself. */
export interface AuditedRead {
  readonly tenantId: string;
  readonly action: TenantAction & ("rows.read" | "audit.read");
  readonly object: string | null;
}

/** Records reads in the audit trail. If an actor keeps reading the same object, one read an hour is recorded. */
export class AuditedReads {
  /** When each read was recorded, the earliest first. */
  private readonly noted = new Map<string, number>();

  constructor(private readonly db: Pick<Database, "query">) {}

  async note(read: AuditedRead): Promise<void> {
    const { kind, id, name } = currentActor();
    const key = JSON.stringify([kind, id ?? name, read.tenantId, read.action, read.object]);
    const now = Date.now();
    if (now - (this.noted.get(key) ?? 0) < hourMs) return;
    await recordAudit(this.db.query, read);
    this.noted.delete(key);
    this.noted.set(key, now);
    for (const [earliest] of this.noted) {
      if (this.noted.size <= mostRemembered) break;
      this.noted.delete(earliest);
    }
  }
}
