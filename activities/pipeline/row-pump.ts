import type { RowBatch, StagedColumns } from "../../src/codecs/codec.js";
import type { OpenCopy } from "../../src/db/copy.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { sentDeletionColumns } from "../../src/db/rows/sent-deletions.js";
import type { Staging } from "../../src/db/staging/staging-tables.js";
import { type AlteredValues, addAltered, noneAltered } from "../../src/domain/altered-values.js";

interface PumpTables {
  /** The table for tuples, and its columns. Without columns no batch has tuples. */
  readonly table: string;
  readonly columns: readonly string[];
  /** The staging table, and its columns. */
  readonly staging: Staging;
  readonly staged: StagedColumns;
  /** Whether the global validation has to know which rows were written. */
  readonly keepsKeys: boolean;
}

/** Bytes held back before a statement is sent: a statement costs more than holding fewer bytes. */
const fewBytes = 1 << 18;
/** Bytes of staged rows held back while a COPY of tuples is open: a connection runs one COPY at a time. */
const mostHeld = 8 << 20;

/** Sends the rows of a file to their tables while the next ones are made. */
export class RowPump {
  /** Counts of what was added so far. */
  readonly counts: { rows: number; tuples: number; altered: AlteredValues } = {
    rows: 0,
    tuples: 0,
    altered: noneAltered,
  };
  private copy: OpenCopy | null = null;
  private copied = 0;
  private sent: Promise<void> = Promise.resolve();
  private held = emptyHold();

  constructor(
    private readonly transaction: CopyTransaction,
    private readonly tables: PumpTables,
  ) {}

  async add(batch: RowBatch): Promise<void> {
    const { tuples, tupleCount, keys, plainRows, rows, reports, deletions } = batch;
    await this.sent;
    if (tupleCount > 0) {
      const { table, columns } = this.tables;
      this.copy ??= this.transaction.openCopy({ table, columns, frozen: this.isFrozen(table) });
      this.send(this.copy.write(tuples));
      this.copied += tupleCount;
    }
    this.hold("plainRows", plainRows);
    this.hold("rows", rows);
    this.hold("reports", reports);
    this.hold("deletions", deletions);
    if (this.tables.keepsKeys) this.hold("keys", keys);
    this.counts.rows += batch.rowCount;
    this.counts.tuples += tupleCount;
    this.counts.altered = addAltered(this.counts.altered, batch.altered);
    if (this.held.bytes >= (this.copy ? mostHeld : fewBytes)) await this.flush();
  }

  /**
   * Sends the rows held back, unless a COPY is open, which keeps the session busy. Postgres ends a session that is idle
   * in its transaction for long.
   */
  async sendHeldRows(): Promise<void> {
    if (this.copy === null && this.held.bytes > 0) await this.flush();
  }

  /** Returns when everything has reached its table. */
  async finish(): Promise<void> {
    await this.flush();
    await this.sent;
  }

  /** Aborts the open COPY. The transaction can then only be rolled back. */
  abandon(): void {
    this.copy?.abandon();
  }

  private async flush(): Promise<void> {
    await this.sent;
    if (this.copy && (await this.copy.end()) !== this.copied)
      throw new Error("Postgres took other rows than were sent");
    [this.copy, this.copied] = [null, 0];
    const held = this.held;
    this.held = emptyHold();
    this.send(this.sendHeld(held));
  }

  private async sendHeld({ plainRows, rows, reports, deletions, keys }: Hold): Promise<void> {
    const { copyInto } = this.transaction;
    const {
      staging: { table },
      staged,
    } = this.tables;
    const frozen = false;
    if (staged.plainRows && plainRows.length > 0)
      await this.copyTuples({ table, columns: staged.plainRows, frozen: this.isFrozen(table) }, plainRows);
    if (rows.length > 0)
      await copyInto({
        table,
        columns: staged.rows,
        bytes: Buffer.concat(rows),
        delimiter: staged.delimiter,
        frozen: this.isFrozen(table),
      });
    if (reports.length > 0)
      await copyInto({
        table: "rowReport",
        columns: staged.reports,
        bytes: Buffer.concat(reports),
        delimiter: ",",
        frozen,
      });
    if (deletions.length > 0)
      await copyInto({
        table: "sentDeletion",
        columns: sentDeletionColumns,
        bytes: Buffer.concat(deletions),
        delimiter: ",",
        frozen,
      });
    if (keys.length > 0) await this.copyTuples({ table: "touchedRow", columns: ["id"], frozen }, keys);
  }

  private async copyTuples(into: Parameters<CopyTransaction["openCopy"]>[0], tuples: readonly Buffer[]): Promise<void> {
    const copy = this.transaction.openCopy(into);
    await copy.write(Buffer.concat(tuples));
    await copy.end();
  }

  /**
   * Returns whether rows can be written frozen: no other session sees a row of a table that this transaction has made.
   */
  private isFrozen(table: string): boolean {
    const { staging } = this.tables;
    return staging.isOwn && table === staging.table;
  }

  /**
   * Starts a write. The next call that awaits `sent` gets its error; without a handler Node would end the process
   * first.
   */
  private send(sending: Promise<void>): void {
    this.sent = sending;
    sending.catch(() => undefined);
  }

  /** Copies bytes into the hold, since the codec reuses their buffer. */
  private hold(to: Held, bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.held[to].push(Buffer.from(bytes));
    this.held.bytes += bytes.length;
  }
}

type Held = "plainRows" | "rows" | "reports" | "deletions" | "keys";

type Hold = Readonly<Record<Held, Buffer[]>> & { bytes: number };

function emptyHold(): Hold {
  return { plainRows: [], rows: [], reports: [], deletions: [], keys: [], bytes: 0 };
}
