import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import getPort from "get-port";
import { waitUntil } from "../../src/embedded/wait-until.js";

const run = promisify(execFile);

/** OpenSSH's server on loopback, which lets this process's user in with one key. */
export interface SftpServer {
  readonly port: number;
  readonly username: string;
  /** The folder for files; its path is that of addresses. */
  readonly folder: string;
  readonly privateKey: string;
  /** A key that the server does not know. */
  readonly strangersKey: string;
  /** The fingerprint of the host key. */
  readonly hostKey: string;
  /** Everything that it said. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export async function startSftpServer(): Promise<SftpServer> {
  const root = await mkdtemp(join(tmpdir(), "bulkhead-sftp-"));
  const folder = join(root, "files");
  await mkdir(folder);
  for (const name of ["host", "user", "stranger"]) {
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(root, name)]);
  }
  const userKey = await readFile(join(root, "user.pub"), "utf8");
  await writeFile(join(root, "authorized"), userKey);
  await chmod(join(root, "authorized"), 0o600);
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });
  const port = await getPort();
  await writeFile(
    join(root, "config"),
    [
      ...[`ListenAddress 127.0.0.2:${port}`, `HostKey ${join(root, "host")}`, `PidFile ${join(root, "pid")}`],
      ...[`AuthorizedKeysFile ${join(root, "authorized")}`, "StrictModes no", "UsePAM no", "PermitRootLogin yes"],
      ...["PasswordAuthentication no", "Subsystem sftp internal-sftp", "LogLevel VERBOSE", ""],
    ].join("\n"),
  );
  const log = join(root, "log");
  const child: ChildProcess = spawn("/usr/sbin/sshd", ["-D", "-f", join(root, "config"), "-E", log], {
    stdio: "ignore",
  });
  if (!(await waitUntil(() => answers(port), { timeoutMs: 60_000 })))
    throw new Error("the SFTP server does not answer");
  const { stdout } = await run("ssh-keygen", ["-lf", join(root, "host.pub")]);
  return {
    ...{ port, username: userInfo().username, folder },
    privateKey: await readFile(join(root, "user"), "utf8"),
    strangersKey: await readFile(join(root, "stranger"), "utf8"),
    hostKey: stdout.split(" ")[1] ?? "",
    log: () => readFile(log, "utf8"),
    stop: async () => {
      child.kill();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.2", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
