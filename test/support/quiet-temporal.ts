import { pino } from "pino";
import { installRuntime } from "../../src/worker/runtime.js";

// For each test file that uses Temporal, in a process of its own: Temporal's core stays quiet and leaves signals alone.
await installRuntime(pino({ level: "silent" }), { metrics: false });
