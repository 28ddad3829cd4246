import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { PassThrough } from "node:stream";

/**
 * Loaded into a worker with `--import`: the file whose path holds POISON gives no bytes, and after some heartbeats the
 * worker that reads it dies.
 */
const diesAfterMs = 5_000;
const { createReadStream } = fs;

fs.createReadStream = (path, options) => {
  if (!String(path).includes(process.env.POISON)) return createReadStream(path, options);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), diesAfterMs);
  return new PassThrough();
};
syncBuiltinESMExports();
