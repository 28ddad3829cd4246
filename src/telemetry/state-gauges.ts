import { Gauge, Registry } from "prom-client";
import { expiryDays, mostCounted, type StateFigures } from "../db/state-figures.js";
import { openStates } from "../domain/job.js";

/** The state of the whole service. */
export interface SeenState {
  readonly databaseUp: boolean;
  /** Null: the database did not answer, or not in time. */
  readonly figures: StateFigures | null;
  readonly temporal: { readonly reachable: boolean; readonly workers: number };
}

type Labels = Readonly<Record<string, string>>;

interface StateGauge {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** One value without labels, or one value for each combination of labels. */
  read(figures: StateFigures): number | readonly (readonly [Labels, number])[];
}

/**
 * Every gauge of the service's state. The values come from the database, so that every process reports the same: take
 * their maximum.
 */
const gauges: readonly StateGauge[] = [
  {
    name: "bulkhead_jobs",
    help: "Jobs that have not ended, by state",
    labels: ["state"],
    read: ({ open }) =>
      openStates.map((state) => [{ state }, open.find((of) => of.state === state)?.count ?? 0] as const),
  },
  {
    name: "bulkhead_jobs_queued_seconds",
    help: "The longest that a job has had a place among those that run, and has not begun",
    read: ({ queuedSeconds }) => queuedSeconds,
  },
  {
    name: "bulkhead_jobs_running_seconds",
    help: "The longest that a job has worked; waiting for another import or an approval is no work",
    read: ({ runningSeconds }) => runningSeconds,
  },
  {
    name: "bulkhead_jobs_awaiting_approval_seconds",
    help: "The longest that a job has waited for an approval",
    read: ({ awaitingApprovalSeconds }) => awaitingApprovalSeconds,
  },
  {
    name: "bulkhead_jobs_ended_last_hour",
    help: "Jobs that ended within the last hour, by state, and by error code where they failed",
    labels: ["state", "code"],
    read: ({ ended }) => ended.map(({ state, code, count }) => [{ state, code: code ?? "" }, count]),
  },
  {
    name: "bulkhead_jobs_parked",
    help: "Jobs over the limits of their tenants",
    read: ({ parked }) => parked,
  },
  {
    name: "bulkhead_jobs_waiting_for_turn",
    help: "Jobs behind an import of the same importer and entity",
    read: ({ waitingForTurn }) => waitingForTurn,
  },
  {
    name: "bulkhead_jobs_unstarted_seconds",
    help: "The longest that a job has had a place, and that no process has handed it to Temporal",
    read: ({ unstartedSeconds }) => unstartedSeconds,
  },
  { name: "bulkhead_schedules_paused", help: "Paused schedules", read: ({ schedulesPaused }) => schedulesPaused },
  {
    name: "bulkhead_schedules_late",
    help: "Schedules that expect a new file which has not come",
    read: ({ schedulesLate }) => schedulesLate,
  },
  {
    name: "bulkhead_webhooks_disabled_last_day",
    help: "Webhooks that were disabled within the last day since their servers failed",
    read: ({ webhooksDisabled }) => webhooksDisabled,
  },
  {
    name: "bulkhead_deliveries_pending",
    help: `Events that their webhooks have not accepted yet, counted up to ${mostCounted}`,
    read: ({ deliveriesPending }) => deliveriesPending,
  },
  {
    name: "bulkhead_deliveries_overdue_seconds",
    help: "The longest that an attempt of a delivery has been due which Temporal has",
    read: ({ deliveriesOverdueSeconds }) => deliveriesOverdueSeconds,
  },
  {
    name: "bulkhead_deliveries_failed_last_hour",
    help: "Deliveries that were given up within the last hour, since their servers did not accept them",
    read: ({ deliveriesFailed }) => deliveriesFailed,
  },
  {
    name: "bulkhead_findings_open",
    help: `Open findings of the global validation, counted up to ${mostCounted}`,
    read: ({ findingsOpen }) => findingsOpen,
  },
  {
    name: "bulkhead_keys_expiring",
    help: `API keys that end within ${expiryDays} days and were used within the last ${expiryDays}`,
    read: ({ keysExpiring }) => keysExpiring,
  },
];

/** Returns the gauges in the text format of Prometheus. Values that could not be read are left out. */
export async function stateText({ databaseUp, figures, temporal }: SeenState): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const add = (name: string, help: string, value: number) => new Gauge({ name, help, registers }).set(value);
  add("bulkhead_database_up", "Whether Postgres answers this process", databaseUp ? 1 : 0);
  add("bulkhead_state_known", "Whether the gauges of the service's state could be read", figures === null ? 0 : 1);
  add("bulkhead_temporal_up", "Whether Temporal answers this process", temporal.reachable ? 1 : 0);
  if (temporal.reachable) add("bulkhead_workers", "Workers that Temporal hears ask for work", temporal.workers);
  if (figures === null) return registry.metrics();
  for (const { name, help, labels = [], read } of gauges) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
    const values = read(figures);
    if (typeof values === "number") gauge.set(values);
    else for (const [of, value] of values) gauge.set({ ...of }, value);
  }
  return registry.metrics();
}
