import type { DirectBatch, StagedColumns } from "../../src/codecs/codec.js";
import type { OpenCopy } from "../../src/db/copy.js";
import type { CopyTransaction } from "../../src/db/database.js";

export interface DirectTables {
  /** The entity's own, and the columns of a tuple. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Where the rows go that are not plain, and their columns. */
  readonly staging: string;
  readonly staged: StagedColumns;
  /** Whether the global validation has to know which rows were written. */
  readonly keepsKeys: boolean;
}

/** Held back at most, before Postgres is asked to take it. */
const mostHeld = 8 << 20;

/**
 * Sends the tuples of a file over one COPY, which goes on while the next are made. What else there is to write waits
 * until there is enough of it to interrupt the COPY, since a connection does one thing at a time.
 */
export class DirectWriter {
  private copy: OpenCopy | null = null;
  private sent: Promise<void> = Promise.resolve();
  private rows: Buffer[] = [];
  private reports: Buffer[] = [];
  private keys: Buffer[] = [];
  private held = 0;
  private tuples = 0;

  constructor(
    private readonly transaction: CopyTransaction,
    private readonly tables: DirectTables,
  ) {}

  async add({ tuples, tupleCount, rows, reports, keys }: DirectBatch): Promise<void> {
    await this.sent; // one batch is on its way while the next one is made
    this.copy ??= this.transaction.openCopy({ ...this.tables, frozen: false });
    this.sent = this.copy.write(tuples);
    this.tuples += tupleCount;
    this.sent.catch(() => undefined); // whoever waits for it hears of it
    this.hold(this.rows, rows);
    this.hold(this.reports, reports);
    if (this.tables.keepsKeys) this.hold(this.keys, Buffer.from(keys)); // their memory is used again
    if (this.held > mostHeld) await this.flush();
  }

  async flush(): Promise<void> {
    await this.sent;
    if (this.copy && (await this.copy.end()) !== this.tuples)
      throw new Error("Postgres took other rows than were sent");
    [this.copy, this.tuples] = [null, 0];
    const { copyInto, openCopy } = this.transaction;
    const { staging, staged } = this.tables;
    const { delimiter } = staged;
    const [rows, reports] = [Buffer.concat(this.rows), Buffer.concat(this.reports)];
    await copyInto({ table: staging, columns: staged.rows, bytes: rows, delimiter, frozen: false });
    await copyInto({ table: "rowReport", columns: staged.reports, bytes: reports, delimiter: ",", frozen: false });
    if (this.keys.length > 0) {
      const touched = openCopy({ table: "touchedRow", columns: ["id"], frozen: false });
      await touched.write(Buffer.concat(this.keys));
      await touched.end();
    }
    [this.rows, this.reports, this.keys, this.held] = [[], [], [], 0];
  }

  /** Leaves the transaction as one that can only be rolled back. */
  abandon(): void {
    this.copy?.abandon();
  }

  private hold(to: Buffer[], bytes: Buffer): void {
    if (bytes.length === 0) return;
    to.push(bytes);
    this.held += bytes.length;
  }
}
