import { Servers } from "./servers.js";

const interruptedCode = 130;

/**
 * Starts the servers for as long as `use` takes. Ctrl-C or SIGTERM stops them first: a request that waits for an answer
 * then fails, and each part clears away what it made on its way out.
 */
export async function withServers(
  say: (line: string) => void,
  givenPostgres: string | null,
  use: (servers: Servers) => Promise<void>,
): Promise<void> {
  const starting = Servers.start(say, givenPostgres);
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interrupted) return;
      interrupted = true;
      say("stopping …");
      starting.then((servers) => servers.stop()).catch(() => undefined);
    });
  }
  const servers = await starting;
  try {
    await use(servers);
  } catch (error) {
    if (!interrupted) throw error;
    process.exitCode = interruptedCode;
  } finally {
    await servers.stop();
  }
}
