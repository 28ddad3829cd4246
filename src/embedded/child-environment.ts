import { homedir } from "node:os";

/** Where the tools of a system lie; what a caller looks for elsewhere, it starts by its whole path. */
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/**
 * The environment of a child process. A child is another program, perhaps under another user, and gets none of our
 * secrets: only a path, a home, one language for its messages, and what the caller adds.
 */
export function childEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: SYSTEM_PATH, HOME: homedir(), LANG: "C", ...added };
}
