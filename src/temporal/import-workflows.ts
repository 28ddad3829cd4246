import { setMaxListeners } from "node:events";
import {
  Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from "@temporalio/client";
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from "@temporalio/common";
import {
  approvalSignalName,
  type ImportInput,
  importWorkflowType,
  type ProgressAnswer,
  progressQueryName,
  searchAttributeNames,
  turnSignalName,
  type UndoInput,
  undoWorkflowId,
  undoWorkflowType,
} from "../../workflows/contract.js";
import { fileName, importInput } from "../domain/import-input.js";
import { isSmallImport, type JobProgress } from "../domain/job.js";
import { markdownText } from "../domain/markdown-text.js";
import { openConnection, type TemporalTarget } from "./connection.js";
import { liveWorkers } from "./live-workers.js";

/** The properties of a job that Temporal gets when its workflow starts. */
export interface WorkflowJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: string;
  readonly importerId: string;
  readonly dryRun: boolean;
  readonly assetPath: string;
  readonly assetSha256: string;
  readonly assetSize: number;
  readonly assetContentType: string;
  readonly sourceUrl: string | null;
  readonly workflowId: string;
  readonly undoWorkflowId: string | null;
}

/** The state of an import's workflow at Temporal. */
export type WorkflowPresence = "open" | "closed" | "missing" | "unreachable";

/** The port to the imports' workflows. No call throws for an outage, and none takes longer than its deadline. */
export interface ImportWorkflows {
  /** Starts the job's workflow, or finds it started. Returns false while Temporal cannot be reached. */
  start(job: WorkflowJob): Promise<boolean>;
  /** Starts the workflow that undoes the job, or finds it started. Returns false while Temporal cannot be reached. */
  startUndo(job: WorkflowJob): Promise<boolean>;
  /** Returns when the workflow has ended, the time is up, the signal aborts, or Temporal cannot be reached. */
  waitForEnd(workflowId: string, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Queries the workflow's progress; null if no worker can answer. Sends at most one query a second per job. */
  progress(workflowId: string): Promise<JobProgress | null>;
  presence(workflowId: string): Promise<WorkflowPresence>;
  /** Cancels a workflow. A workflow that cannot be reached learns from its job that the job has ended. */
  cancel(workflowId: string): Promise<void>;
  /** Signals a workflow that its turn has come. Does nothing if it has ended or cannot be reached. */
  signalTurn(workflowId: string): Promise<void>;
  /** Signals a workflow that its changes were approved. Does nothing if it has ended or cannot be reached. */
  signalApproval(workflowId: string): Promise<void>;
  /** Whether Temporal answers, and how many workers poll the task queue. */
  health(): Promise<{ readonly reachable: boolean; readonly workers: number }>;
  close(): Promise<void>;
}

export interface ImportWorkflowOptions {
  readonly target: TemporalTarget;
  readonly taskQueue: string;
  readonly searchAttributes: boolean;
}

const startDeadline = 3_000;
const queryDeadline = 700;
const queryEvery = 1_000;
/**
 * Temporal's priority keys. The work of a small import runs before all queued work of large imports; among equal keys,
 * tenants take turns. Activities have the key of their workflow. Work without a key has 3, between the two.
 */
const priorities = { small: 2, large: 4 } as const;

export function connectImports({ target, taskQueue, searchAttributes }: ImportWorkflowOptions): ImportWorkflows {
  const connection = openConnection(target);
  const client = new Client({ connection, namespace: target.namespace });
  const within = <T>(milliseconds: number, call: () => Promise<T>) =>
    client.withDeadline(Date.now() + milliseconds, call);
  const asked = new Map<string, { at: number; answer: Promise<JobProgress | null> }>();

  async function start(job: WorkflowJob, attributes = searchAttributes): Promise<boolean> {
    const input: ImportInput = { ...importInput(job), searchAttributes: attributes };
    try {
      await within(startDeadline, () =>
        client.workflow.start(importWorkflowType, {
          workflowId: job.workflowId,
          taskQueue,
          args: [input],
          workflowIdConflictPolicy: "USE_EXISTING",
          workflowIdReusePolicy: "REJECT_DUPLICATE",
          staticSummary: `${job.dryRun ? "dry run" : "import"} of ${job.entity} from ${markdownText(input.file)}`,
          memo: { asset: job.assetPath, sha256: job.assetSha256, importer: job.importerId, dryRun: job.dryRun },
          priority: {
            ...(input.remote
              ? {}
              : { priorityKey: isSmallImport(job.assetSize) ? priorities.small : priorities.large }),
            fairnessKey: job.tenantId,
          },
          ...(attributes ? { typedSearchAttributes: attributesOf(job) } : {}),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
      // A cluster that does not know the attributes refuses the start. An import without attributes is better than
      // none.
      if (attributes && isInvalidArgument(error)) return start(job, false);
      if (isOutage(error)) return false;
      throw error;
    }
  }

  async function startUndo({ id, tenantId, entity, assetPath, undoWorkflowId: known }: WorkflowJob): Promise<boolean> {
    const input: UndoInput = { jobId: id };
    try {
      await within(startDeadline, () =>
        client.workflow.start(undoWorkflowType, {
          workflowId: known ?? undoWorkflowId(id),
          taskQueue,
          args: [input],
          workflowIdConflictPolicy: "USE_EXISTING",
          workflowIdReusePolicy: "ALLOW_DUPLICATE",
          staticSummary: `undo of the import of ${entity} from ${markdownText(fileName(assetPath))}`,
          priority: { priorityKey: priorities.large, fairnessKey: tenantId },
        }),
      );
      return true;
    } catch (error) {
      if (isOutage(error)) return false;
      throw error;
    }
  }

  async function waitForEnd(workflowId: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (milliseconds <= 0 || signal.aborted) return;
    // The client adds a listener to the signal with each of its long polls.
    setMaxListeners(0, signal);
    try {
      await client.withAbortSignal(signal, () =>
        within(milliseconds, () => client.workflow.getHandle(workflowId).result()),
      );
    } catch (error) {
      if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError || isOutage(error)) return;
      throw error;
    }
  }

  function progress(workflowId: string): Promise<JobProgress | null> {
    const known = asked.get(workflowId);
    if (known && Date.now() - known.at < queryEvery) return known.answer;
    const answer: Promise<JobProgress | null> = within(queryDeadline, () =>
      client.workflow.getHandle(workflowId).query<ProgressAnswer>(progressQueryName),
    ).catch(() => null);
    for (const [id, { at }] of asked) if (Date.now() - at >= queryEvery) asked.delete(id);
    asked.set(workflowId, { at: Date.now(), answer });
    return answer;
  }

  async function presence(workflowId: string): Promise<WorkflowPresence> {
    try {
      const { status } = await within(startDeadline, () => client.workflow.getHandle(workflowId).describe());
      return status.name === "RUNNING" || status.name === "PAUSED" ? "open" : "closed";
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return "missing";
      if (isOutage(error)) return "unreachable";
      throw error;
    }
  }

  /** Runs a call to a workflow. Does nothing if the workflow has ended or cannot be reached. */
  async function send(milliseconds: number, call: () => Promise<unknown>): Promise<void> {
    try {
      await within(milliseconds, call);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError) && !isOutage(error)) throw error;
    }
  }

  const cancel = (workflowId: string) => send(queryDeadline, () => client.workflow.getHandle(workflowId).cancel());
  const signal = (workflowId: string, name: string) =>
    send(startDeadline, () => client.workflow.getHandle(workflowId).signal(name));

  async function health() {
    try {
      const workers = await within(queryDeadline, () => liveWorkers(connection, target.namespace, taskQueue));
      return { reachable: true, workers: new Set(workers.map(({ identity }) => identity)).size };
    } catch {
      return { reachable: false, workers: 0 };
    }
  }

  const signalTurn = (workflowId: string) => signal(workflowId, turnSignalName);
  const signalApproval = (workflowId: string) => signal(workflowId, approvalSignalName);
  const close = () => connection.close();
  return {
    ...{ start: (job) => start(job), startUndo, waitForEnd, progress, presence, cancel },
    ...{ signalTurn, signalApproval, health, close },
  };
}

export function isInvalidArgument(error: unknown): boolean {
  return error instanceof ServiceError && isGrpcServiceError(error.cause) && error.cause.code === 3;
}

export function isOutage(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}

/** The search attributes of an import's workflow at its start. */
export function attributesOf(job: Pick<WorkflowJob, "tenantId" | "entity" | "importerId">): TypedSearchAttributes {
  const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
  return new TypedSearchAttributes([
    { key: keyword(searchAttributeNames.tenant), value: job.tenantId },
    { key: keyword(searchAttributeNames.entity), value: job.entity },
    { key: keyword(searchAttributeNames.importer), value: job.importerId },
    { key: keyword(searchAttributeNames.stage), value: "queued" },
  ]);
}
