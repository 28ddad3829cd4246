import { pino } from "pino";
import { installRuntime } from "../../src/temporal/runtime.js";

// Once per test file, since each runs in a process of its own: Temporal's core stays quiet and leaves signals alone.
installRuntime(pino({ level: "silent" }));
