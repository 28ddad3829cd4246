import type { Stack } from "./stack.js";

/**
 * Ends the process with 0 at Ctrl-C or SIGTERM, also while the stack is starting. First stops what has started, and
 * ends a wait for the database. npm and the terminal may both pass a signal on, so that a second signal is ignored.
 */
export function stopOnSignal(
  starting: Promise<Stack>,
  say: (line: string) => void,
  stopStarting = new AbortController(),
): void {
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    say("stopping …");
    stopStarting.abort();
    const stack = await starting.catch(() => null);
    await stack?.stop();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      });
    });
  }
}
