import { cp, lstat, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settlePostgresHome } from "../../src/embedded/postgres-home.js";
import { ensureLinks, findPostgresPackage } from "../../src/embedded/postgres-package.js";
import { runCommand } from "../../src/embedded/run-command.js";
import { readInstanceState } from "../../src/embedded/state-file.js";
import { waitUntil } from "../../src/embedded/wait-until.js";
import { compiled, runNode } from "./support/node-child.js";
import { query, removeOutside, searchPath, setUpWorkbench, type Workbench } from "./support/workbench.js";

const byRoot = process.getuid?.() === 0;
let bench: Workbench;

beforeEach(async () => {
  bench = await setUpWorkbench();
});

afterEach(() => bench.clean());

describe("the embedded Postgres", () => {
  test("is PostgreSQL 18 in UTF-8 with durable commits, on the loopback address only, behind a password", async () => {
    const { databaseUrl, temporalAddress, temporalUiUrl } = await bench.start();
    expect({ temporalAddress, temporalUiUrl }).toEqual({ temporalAddress: null, temporalUiUrl: null });
    const settings = await query(
      databaseUrl,
      `select current_setting('server_version_num')::int / 10000 as major,
              current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commits, current_setting('listen_addresses') as addresses,
              current_setting('unix_socket_directories') as sockets, current_setting('max_connections') as connections,
              (select datlocprovider::text || ':' || datlocale from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual([
      {
        major: 18,
        encoding: "UTF8",
        fsync: "on",
        commits: "on",
        addresses: "127.0.0.1",
        sockets: "",
        connections: "200",
        locale: "b:C.UTF-8",
      },
    ]);
    const wrong = new URL(databaseUrl ?? "");
    wrong.password = "guessed";
    await expect(query(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    for (const file of ["postgres-password", "state.json"]) {
      expect((await stat(join(bench.dataDir, file))).mode & 0o777).toBe(0o600);
    }
  });

  test("avoids a port that is taken, names the one it has, and keeps it", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const address = blocker.address();
    const taken = typeof address === "object" && address !== null ? address.port : expect.unreachable();
    try {
      const first = await bench.start({ ports: { postgres: taken } });
      const port = new URL(first.databaseUrl ?? "").port;
      expect(Number(port)).not.toBe(taken);
      expect(bench.said).toContain(`port ${taken} is taken, Postgres listens on ${port}`);
      await first.stop();
      const { ports: _none, ...unset } = await bench.options();
      const second = await bench.start({ ...unset, ports: {} });
      expect(new URL(second.databaseUrl ?? "").port).toBe(port);
    } finally {
      await new Promise((resolve) => blocker.close(resolve));
    }
  });

  test("sets itself up although an earlier set-up was killed half way", async () => {
    const options = { ...(await bench.options()), say: undefined };
    const child = bench.adopt(
      runNode(`import { startEmbeddedStack } from "${compiled("embedded-stack")}";
               await startEmbeddedStack({ ...${JSON.stringify(options)}, say() {} });`),
    );
    const begun = async () => (await files()).some((name) => name.startsWith("postgres.init-"));
    expect(await waitUntil(begun, { timeoutMs: 10_000, everyMs: 2 })).toBe(true);
    await child.kill();
    expect(await files()).not.toContain("postgres");
    const stack = await bench.start();
    expect(await query(stack.databaseUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await files()).filter((name) => name.startsWith("postgres.init-"))).toEqual([]);
  });

  test("refuses the data of another major version by name, and leaves them untouched", async () => {
    const cluster = join(bench.dataDir, "postgres");
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, "PG_VERSION"), "17\n");
    if (byRoot) await runCommand("/bin/chown", ["-R", "postgres", cluster]);
    await expect(bench.start()).rejects.toMatchObject({
      name: "EmbeddedError",
      message: expect.stringMatching(/PostgreSQL 17.*PostgreSQL 18.*pg_dump.*Nothing was changed/),
    });
    expect(await readdir(cluster)).toEqual(["PG_VERSION"]);
    expect(await readFile(join(cluster, "PG_VERSION"), "utf8")).toBe("17\n");
  });

  test("asks for its password file when that is gone, and does not start afresh", async () => {
    await (await bench.start()).stop();
    await rm(join(bench.dataDir, "postgres-password"));
    await expect(bench.start()).rejects.toThrow(/postgres-password, and that file is missing/);
    expect(await files()).toContain("postgres");
  });

  test("makes the links between its libraries that an install without scripts leaves out", async () => {
    const copy = join(bench.root, "package");
    await cp(findPostgresPackage(), copy, { recursive: true, verbatimSymlinks: true });
    const lib = join(copy, "native", "lib");
    const links = await symlinksIn(lib);
    for (const name of links) await rm(join(lib, name));
    expect(await runCommand(join(copy, "native", "bin", "initdb"), ["--version"])).not.toMatchObject({ code: 0 });
    expect(await ensureLinks(copy)).toBe(true);
    expect(await symlinksIn(lib)).toEqual(links);
    expect(await runCommand(join(copy, "native", "bin", "initdb"), ["--version"])).toMatchObject({ code: 0 });
  });

  test("started by root in a closed folder lies under /var/lib, else in the data dir", async () => {
    const dataDir = join(bench.root, "closed", ".bulkhead");
    await mkdir(dirname(dataDir), { mode: 0o700 });
    const stack = await bench.start({ dataDir });
    const cluster = (await readInstanceState(dataDir))?.postgres?.dataDir ?? "";
    try {
      expect(await query(stack.databaseUrl, "select 1 as one")).toEqual([{ one: 1 }]);
      if (byRoot) {
        expect(cluster).toMatch(/^\/var\/lib\/bulkhead\/[0-9a-f]{12}\/postgres$/);
        expect(bench.said.join()).toContain(`Postgres keeps its data in ${dirname(cluster)}, as ${dirname(dataDir)}`);
        expect(await readdir(dataDir)).not.toContain("postgres");
      } else {
        expect(cluster).toBe(join(dataDir, "postgres"));
        expect(bench.said).toEqual([]);
      }
    } finally {
      await stack.stop();
      await removeOutside(cluster, dataDir);
    }
  });

  test("runs from a copy of its binaries where the package lies in a folder closed to its user", async () => {
    const packageDir = join(bench.root, "closed", "package");
    await mkdir(dirname(packageDir), { mode: 0o700 });
    await cp(findPostgresPackage(), packageDir, { recursive: true, verbatimSymlinks: true });
    await mkdir(bench.dataDir, { mode: 0o711 });
    const place = await settlePostgresHome({ dataDir: bench.dataDir, packageDir, searchPath, say: () => undefined });
    try {
      expect(place.bin.startsWith(packageDir)).toBe(!byRoot);
      const version = await runCommand(join(place.bin, "postgres"), ["--version"], { account: place.account });
      expect(version).toMatchObject({ code: 0, stdout: expect.stringContaining("PostgreSQL") });
    } finally {
      await removeOutside(place.cluster, bench.dataDir);
    }
  });
});

async function files(): Promise<string[]> {
  return readdir(bench.dataDir).catch(() => []);
}

async function symlinksIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    if ((await lstat(join(folder, name))).isSymbolicLink()) found.push(name);
  }
  return found.sort();
}
