import { Client, Connection } from "@temporalio/client";

/** What an import left in Temporal. */
export interface HistorySize {
  readonly events: number;
  readonly bytes: number;
}

/** A stretch of time in which an activity ran, in milliseconds since 1970. */
export interface ActivityRun {
  readonly activity: string;
  readonly from: number;
  readonly to: number;
}

/** Reads workflows' histories. */
export class Histories {
  private constructor(
    private readonly connection: Connection,
    readonly client: Client,
  ) {}

  static async connect(address: string): Promise<Histories> {
    const connection = await Connection.connect({ address });
    return new Histories(connection, new Client({ connection }));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  async size(workflowId: string): Promise<HistorySize> {
    const { historyLength, historySize } = await this.client.workflow.getHandle(workflowId).describe();
    return { events: historyLength, bytes: historySize ?? 0 };
  }

  /** The activities that ended, in the order of their start. */
  async activityRuns(workflowId: string): Promise<ActivityRun[]> {
    const { events } = await this.client.workflow.getHandle(workflowId).fetchHistory();
    const byId = new Map((events ?? []).map((event) => [String(event.eventId), event]));
    const runs: ActivityRun[] = [];
    for (const event of byId.values()) {
      const ended = event.activityTaskCompletedEventAttributes;
      if (!ended) continue;
      const scheduled = byId.get(String(ended.scheduledEventId))?.activityTaskScheduledEventAttributes;
      const started = byId.get(String(ended.startedEventId));
      const activity = scheduled?.activityType?.name ?? "unknown";
      runs.push({ activity, from: milliseconds(started?.eventTime), to: milliseconds(event.eventTime) });
    }
    return runs.sort((a, b) => a.from - b.from);
  }
}

interface Timestamp {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

function milliseconds(time: Timestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1_000_000;
}
