import { fileURLToPath } from "node:url";
import { DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";

/** `bare-worker.js ADDRESS QUEUE SLOTS ACTIVITY…`: runs `bareWorkflow` with activities that do nothing. */
const [address = "", taskQueue = "", slots, ...names] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger("WARN") });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: fileURLToPath(new URL("./bare-workflow.js", import.meta.url)),
  activities: Object.fromEntries(names.map((name) => [name, async () => undefined])),
  maxConcurrentActivityTaskExecutions: Number(slots),
  maxCachedWorkflows: 200,
});
process.stdout.write("Bare worker ready\n");
await worker.run();
await connection.close();
