/** How long a look at Postgres waits for its answer. */
export const databaseAnswersWithinMs = 5_000;

/** What is awaited, or an error after so many milliseconds. */
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
