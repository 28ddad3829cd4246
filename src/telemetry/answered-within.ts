/** Deadline of a query for metrics to Postgres. */
export const databaseAnswersWithinMs = 5_000;

/** Returns the awaited value, or throws after a number of milliseconds. */
export async function answeredWithin<T>(ms: number, awaited: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}
