import { homedir } from "node:os";

/** The folders of the system's tools. A program from another folder is started by its full path. */
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/**
 * Returns the environment of a child process: a path, a home, one language for its messages, and what the caller adds.
 * A child is another program, perhaps under another user, and must get none of Bulkhead's secrets.
 */
export function childEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: SYSTEM_PATH, HOME: homedir(), LANG: "C", ...added };
}
