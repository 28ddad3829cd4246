/** Returns the id of an import's workflow. It contains the entity, because the list of workflows shows only the id. */
export function importWorkflowId(entity: string, jobId: string): string {
  return `import:${entity}:${jobId}`;
}
