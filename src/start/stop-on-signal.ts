import type { Stack } from "./stack.js";

/**
 * Ends the process with 0 at Ctrl-C or SIGTERM, also one that comes while the stack is still starting: what is up is
 * stopped first, and a wait for the database ends. npm and the terminal may both pass a signal on, so a second one
 * does not hurry it.
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
