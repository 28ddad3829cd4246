import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import pg from "pg";

/** A network of a test's own, from which the servers on this machine's 127.0.0.1 are reached, until it is cut off. */
export interface NetworkNamespace {
  readonly name: string;
  /** The address that connections out of it come from. */
  readonly address: string;
  /** From now on packets are lost in both directions, and neither side notices. */
  cut(): void;
  remove(): void;
}

function run(command: string, ...args: readonly string[]): void {
  try {
    execFileSync(command, args, { stdio: "pipe" });
  } catch (error) {
    throw new Error("This test makes a network namespace: it needs Linux, root, and ip of iproute2.", { cause: error });
  }
}

/** Throws, with what is missing, on a machine where none can be made. */
export function makeNetworkNamespace(): NetworkNamespace {
  const name = `bulkhead-${randomBytes(4).toString("hex")}`;
  const [near, far] = [`${name.slice(-8)}-n`, `${name.slice(-8)}-f`];
  const subnet = `10.77.${randomBytes(1).readUInt8()}`;
  const [gateway, address] = [`${subnet}.1`, `${subnet}.2`];
  const inside = (...args: readonly string[]) => run("ip", "-n", name, ...args);
  const remove = () => run("ip", "netns", "delete", name);
  run("ip", "netns", "add", name);
  try {
    inside("link", "add", far, "type", "veth", "peer", "name", near, "netns", "1");
    run("ip", "address", "add", `${gateway}/30`, "dev", near);
    run("ip", "link", "set", near, "up");
    inside("address", "add", `${address}/30`, "dev", far);
    inside("link", "set", far, "up");
    // Its own loopback device stays down, so that 127.0.0.1 is this machine's.
    inside("route", "add", "127.0.0.1/32", "via", gateway, "src", address);
    const allow = (device: string) => `echo 1 > /proc/sys/net/ipv4/conf/${device}/route_localnet`;
    run("sh", "-c", allow(near));
    run("ip", "netns", "exec", name, "sh", "-c", allow(far));
  } catch (error) {
    remove();
    throw error;
  }
  return {
    name,
    address,
    remove,
    // Packets go to a device that does not exist. A link that is down would be an error that the senders see.
    cut: () => {
      const nowhere = ["lladdr", "02:00:00:00:00:01", "nud", "permanent"];
      run("ip", "neighbour", "replace", address, "dev", near, ...nowhere);
      inside("neighbour", "replace", gateway, "dev", far, ...nowhere);
    },
  };
}

/** Lets Postgres take connections from an address, with a password; gives what forbids it again. */
export async function admit(databaseUrl: string, address: string): Promise<() => Promise<void>> {
  const reload = async () => {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const { rows } = await client.query<{ file: string }>(
      "select current_setting('hba_file') as file, pg_reload_conf()",
    );
    await client.end();
    return rows[0]?.file ?? "";
  };
  const file = await reload();
  const before = await readFile(file, "utf8");
  await appendFile(file, `host all all ${address}/32 scram-sha-256\n`);
  await reload();
  return async () => {
    await writeFile(file, before);
    await reload();
  };
}
