import type { BenchOptions } from "./options.js";
import type { Servers } from "./servers.js";

/** What every measurement works with. */
export interface Bench {
  readonly options: BenchOptions;
  readonly servers: Servers;
  /** One line of progress on the terminal; tables go elsewhere. */
  readonly say: (line: string) => void;
}
