import { readFileSync } from "node:fs";

/**
 * Loaded into a role with `--import`: tells on SIGUSR2 for how many milliseconds at most the event loop was held since
 * the signal before. A stretch counts with the CPU that the main thread spent in it, where the kernel tells: on a busy
 * machine a process may wait long for its turn.
 */
const every = 10;
const schedule = `/proc/self/task/${process.pid}/schedstat`;

function cpuMs() {
  try {
    return Number(readFileSync(schedule, "latin1").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

let longest = 0;
let [wall, cpu] = [performance.now(), cpuMs()];

setInterval(() => {
  const [nowWall, nowCpu] = [performance.now(), cpuMs()];
  longest = Math.max(longest, Math.min(nowWall - wall - every, nowCpu - cpu));
  [wall, cpu] = [nowWall, nowCpu];
}, every).unref();

process.on("SIGUSR2", () => {
  process.stderr.write(`longest stretch: ${Math.round(longest)} ms\n`);
  longest = 0;
});
