import {
  defineSearchAttributeKey,
  type TypedSearchAttributes,
  WorkflowExecutionAlreadyStartedError,
} from "@temporalio/common";
import {
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import type { AcceptedPart } from "../activities/contract.js";
import { type ImportInput, importWorkflowType, searchAttributeNames } from "./contract.js";

const entityAttribute = defineSearchAttributeKey(searchAttributeNames.entity, "KEYWORD");

/**
 * Imports one of a package's files in a workflow of its own; whether its rows are stored. A workflow that was begun before
 * the package's own was reset is waited for.
 *
 * @param ask says anew whether the job has ended
 */
export async function runPackagePart(
  { searchAttributes }: Pick<ImportInput, "searchAttributes">,
  part: AcceptedPart,
  ask: () => Promise<AcceptedPart | null>,
): Promise<boolean> {
  const { input, workflowId } = part;
  try {
    if (part.hasEnded) return true;
    await executeChild(importWorkflowType, {
      workflowId,
      args: [{ ...input, searchAttributes }],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      staticSummary: `import of ${input.entity} from a package`,
      ...(searchAttributes ? { typedSearchAttributes: attributesFor(input.entity) } : {}),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return untilEnded(ask);
    if (error instanceof ChildWorkflowFailure && !isCancellation(error)) return false;
    throw error;
  }
}

async function untilEnded(ask: () => Promise<AcceptedPart | null>): Promise<boolean> {
  for (;;) {
    const part = await ask();
    if (part === null || part.hasEnded) return true;
    await sleep("5 seconds");
  }
}

/** Those of the package, but for the entity. */
function attributesFor(entity: string): TypedSearchAttributes {
  const { typedSearchAttributes } = workflowInfo();
  return typedSearchAttributes.updateCopy([{ key: entityAttribute, value: entity }]);
}
