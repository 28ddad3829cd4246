import {
  defineSearchAttributeKey,
  type TypedSearchAttributes,
  WorkflowExecutionAlreadyStartedError,
} from "@temporalio/common";
import {
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import type { AcceptedPart } from "../activities/contract.js";
import { isStored } from "../src/domain/job.js";
import { type ImportInput, type ImportResult, importWorkflowType, searchAttributeNames } from "./contract.js";

const entityAttribute = defineSearchAttributeKey(searchAttributeNames.entity, "KEYWORD");

/**
 * Imports one of a package's files in a child workflow, and returns whether its rows are stored. Waits for a child
 * workflow that began before the package's own workflow was reset.
 *
 * @param ask asks whether the job has ended
 */
export async function runPackagePart(
  { searchAttributes }: Pick<ImportInput, "searchAttributes">,
  part: AcceptedPart,
  ask: () => Promise<AcceptedPart | null>,
): Promise<boolean> {
  const { input, workflowId } = part;
  if (part.hasEnded) return part.isStored;
  try {
    const result: ImportResult = await executeChild(importWorkflowType, {
      workflowId,
      args: [{ ...input, searchAttributes }],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      staticSummary: `import of ${input.entity} from a package`,
      ...(searchAttributes ? { typedSearchAttributes: attributesFor(input.entity) } : {}),
    });
    return isStored(result.state);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return untilEnded(ask);
    // A cancellation of the file's import alone does not cancel the package.
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    if (error instanceof ChildWorkflowFailure) return false;
    throw error;
  }
}

const firstPauseSeconds = 5;
const longestPauseSeconds = 600;

async function untilEnded(ask: () => Promise<AcceptedPart | null>): Promise<boolean> {
  for (let pause = firstPauseSeconds; ; pause = Math.min(2 * pause, longestPauseSeconds)) {
    const part = await ask();
    if (part === null || part.hasEnded) return part?.isStored ?? false;
    await sleep(pause * 1_000);
  }
}

/** The search attributes of the package, with the file's entity. */
function attributesFor(entity: string): TypedSearchAttributes {
  const { typedSearchAttributes } = workflowInfo();
  return typedSearchAttributes.updateCopy([{ key: entityAttribute, value: entity }]);
}
