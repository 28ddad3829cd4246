/** The list of workflows shows no more than the id, so it says what is imported. */
export function importWorkflowId(entity: string, jobId: string): string {
  return `import:${entity}:${jobId}`;
}
