import { CancellationScope, defineSignal, getExternalWorkflowHandle } from "@temporalio/workflow";
import { turnSignalName } from "./contract.js";

export const turnSignal = defineSignal(turnSignalName);

/** Signals the next workflow in line. Best effort: if the signal fails, the starter repeats it. */
export async function tellTurn(workflowId: string): Promise<void> {
  await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).signal(turnSignal)).catch(
    () => undefined,
  );
}
