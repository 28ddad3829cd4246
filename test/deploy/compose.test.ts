import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settings } from "../../src/settings.js";
import { searchAttributeNames } from "../../workflows/contract.js";

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly pull_policy?: string;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly container_name?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks?: readonly string[];
}

const text = await readFile("docker-compose.yml", "utf8");
const textOfS3 = await readFile("docker-compose.s3.yml", "utf8");
const withSources = parse(await readFile("docker-compose.sources.yml", "utf8")) as {
  services: Record<string, Service>;
};
const file = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const onS3 = parse(textOfS3) as { services: Record<string, Service> };
const services = Object.entries(file.services);
const service = (name: string): Service => file.services[name] ?? expect.unreachable(`there is no service ${name}`);
const bulkhead = services.filter(([, { image }]) => image.startsWith("bulkhead:"));
const once = services.filter(([, { restart }]) => restart === "no").map(([name]) => name);

async function read(path: string): Promise<string> {
  return readFile(path, "utf8");
}

test("docker-compose.yml and the files that go over it are valid by the schema of the Compose Specification", async () => {
  const schema = JSON.parse(await read("test/fixtures/compose-spec/compose-spec.json")) as AnySchema;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  validate(file);
  expect(validate.errors).toBe(null);
  for (const over of [onS3, withSources]) {
    validate(over);
    expect(validate.errors).toBe(null);
  }
  validate({ services: { postgres: { ...service("postgres"), restarts: "always" } } });
  expect(validate.errors).not.toBe(null);
});

describe("every service", () => {
  test.each(services)("%s has an image of one version", (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?(@sha256:[0-9a-f]{64})?$/);
  });

  test.each(services)("%s runs as an ordinary user who gains nothing, on a file system it cannot write", (_, one) => {
    expect(one.user).toMatch(/^(?!root|0)[a-z0-9]+$/);
    expect(one).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  });

  test.each(services)(
    "%s can fill neither the disk with its log, nor the memory with files, nor the table of processes",
    (_, one) => {
      expect(one).toMatchObject({ pids_limit: 512, logging: { driver: "json-file", options: { "max-size": "10m" } } });
      for (const folder of one.tmpfs ?? []) expect(folder).toMatch(/size=\d+m/);
    },
  );

  test.each(services)("%s runs once, or comes back by itself and says whether it is well", (_, one) => {
    if (one.restart === "no") return expect(one.healthcheck).toBe(undefined);
    expect(one.restart).toBe("unless-stopped");
    expect(one.healthcheck?.test[0]).toBe("CMD");
  });

  test.each(services)("%s waits for what it needs to be well, or done", (_, one) => {
    for (const [name, { condition }] of Object.entries(one.depends_on ?? {})) {
      if (name === "worker") continue;
      expect([name, condition]).toEqual([
        name,
        once.includes(name) ? "service_completed_successfully" : "service_healthy",
      ]);
    }
  });

  test.each(services)("%s publishes nothing beyond the loopback address unless told so", (_, one) => {
    for (const port of one.ports ?? []) expect(port).toMatch(/^(\$\{\w+:-)?127\.0\.0\.1:/);
  });
});

describe("secrets", () => {
  const secret = /PASSWORD|PWD|SECRET|KEY|TOKEN/;
  const example = read(".env.example").then((content) =>
    Object.fromEntries(
      content.split("\n").flatMap((line) => [...line.matchAll(/^(\w+)=(.*)$/g)].map(([, k, v]) => [k, v])),
    ),
  );

  test.each(services)("of %s stand in the environment of the person who starts it, never in the file", (_, one) => {
    for (const [name, value] of Object.entries(one.environment ?? {})) {
      // No previous key is the usual case.
      const form = name.endsWith("_PREVIOUS") ? /^\$\{\w+:-\}$/ : /^\$\{\w+:\?[^}]*\}$/;
      if (secret.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(form)]);
      expect(value).not.toMatch(/:\/\/[^$/]*:(?!\$\{\w+:\?)[^$@/]*@/);
    }
  });

  test(".env.example has every variable of the files, without values, and git ignores .env", async () => {
    const used = [...`${text}${textOfS3}`.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(await example).sort()).toEqual([...new Set(used)].sort());
    expect([...new Set(Object.values(await example))]).toEqual([""]);
    expect((await read(".gitignore")).split("\n")).toContain(".env");
  });
});

describe("Bulkhead's services", () => {
  /** Why a setting does not come from .env. */
  const left: Readonly<Record<string, string>> = {
    PORT: "what is published decides",
    HOST: "the image sets it",
    TEMPORAL_CLI_PATH: "of the embedded stack",
    BULKHEAD_DATA_DIR: "of the embedded stack",
    BULKHEAD_URL: "of the command line, which finds the API in its own container",
    BULKHEAD_API_KEY: "of the command line",
    BULKHEAD_S3_PATH_STYLE: "in docker-compose.s3.yml",
    BULKHEAD_BUILD_ID: "compose stops the workers of a build before it starts those of the next",
  };
  const temporal = ["TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"];

  test("http and worker pass every setting that exists, and nothing else", () => {
    const known = Object.keys(settings.shape).filter((name) => !(name in left));
    for (const name of ["http", "worker"]) {
      expect(Object.keys(service(name).environment ?? {}).sort()).toEqual([...known, ...temporal].sort());
    }
    expect(Object.keys(settings.shape)).toEqual(expect.arrayContaining(Object.keys(left)));
    expect(Object.keys(service("migrate").environment ?? {})).toEqual(["DATABASE_URL", ...temporal]);
  });

  test("with sources the worker alone gets a way to what lies outside", () => {
    expect(withSources).toEqual({ services: { worker: { networks: ["inside", "outside"] } } });
  });

  test("on S3 get where the bucket is and who they are there, and the worker a way to it", () => {
    const { http, worker } = onS3.services;
    expect(Object.keys(onS3.services)).toEqual(["http", "worker"]);
    expect(http?.environment).toEqual(worker?.environment);
    expect(Object.keys(http?.environment ?? {})).toEqual(
      expect.arrayContaining(["BULKHEAD_ASSETS", "BULKHEAD_S3_PATH_STYLE", "AWS_REGION", "AWS_ACCESS_KEY_ID"]),
    );
    expect([service("http").networks, worker?.networks]).toEqual([
      ["inside", "outside"],
      ["inside", "outside"],
    ]);
  });

  test("build their image once, before any of them runs, and never ask a registry for it", () => {
    expect(bulkhead.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(["migrate"]);
    expect([service("http").pull_policy, service("worker").pull_policy]).toEqual(["never", "never"]);
  });

  test("run whether or not the Temporal UI finds its port free", () => {
    expect(service("temporal-ui").depends_on).toMatchObject({ worker: { condition: "service_started" } });
    expect(service("temporal-ui").ports).toEqual([expect.stringMatching(/^\$\{\w+:-127\.0\.0\.1:8233\}:8080$/)]);
  });

  test("are one http, workers that share its assets and its settings, and the migrations before both", () => {
    expect(bulkhead.map(([name, { command }]) => [name, command])).toEqual(
      ["migrate", "http", "worker"].map((role) => [role, [role]]),
    );
    expect(service("http").environment).toEqual(service("worker").environment);
    expect(service("http").environment?.BULKHEAD_ASSETS).toBe("file:/var/lib/bulkhead/assets");
    for (const name of ["http", "worker"]) {
      expect(service(name).volumes).toContain("assets:/var/lib/bulkhead/assets");
      expect(service(name).depends_on).toMatchObject({ migrate: { condition: "service_completed_successfully" } });
    }
  });

  test("let workers be scaled: no name and no port of the host is theirs alone", () => {
    expect(service("worker")).not.toHaveProperty("container_name");
    expect(service("worker")).not.toHaveProperty("ports");
  });
});

describe("the servers", () => {
  test("Postgres keeps cells out of its log, and its data in a volume", () => {
    expect(service("postgres").command).toEqual(
      expect.arrayContaining([
        "--log_min_messages=log",
        "--log_min_error_statement=panic",
        "--log_error_verbosity=terse",
      ]),
    );
    expect(service("postgres").volumes).toContain("postgres:/var/lib/postgresql");
    expect(Object.keys(file.volumes)).toEqual(["postgres", "assets", "scratch"]);
  });

  test("Temporal is one version, in the server and in the tools that set it up", () => {
    const versions = services.flatMap(
      ([, { image }]) => image.match(/^temporalio\/(?:server|admin-tools):(.*)/)?.[1] ?? [],
    );
    expect(versions).toHaveLength(3);
    expect(new Set(versions).size).toBe(1);
  });

  test("Temporal gets every search attribute of the workflows", async () => {
    const script = await read("deploy/temporal-namespace.sh");
    const names = script.match(/^for name in (.*); do$/m)?.[1]?.split(" ");
    expect(names?.sort()).toEqual(Object.values(searchAttributeNames).sort());
  });

  test("every file that is mounted is there", async () => {
    expect(await read("deploy/postgres-init.sh")).not.toBe("");
    const scripts = services.flatMap(([, { entrypoint = [], environment = {} }]) => [
      ...entrypoint.slice(1),
      ...(environment.DYNAMIC_CONFIG_FILE_PATH ? [environment.DYNAMIC_CONFIG_FILE_PATH] : []),
    ]);
    expect(scripts).toHaveLength(3);
    for (const script of scripts) expect(await read(`.${script}`)).not.toBe("");
  });

  test("what is edited while it is mounted is mounted with its folder, so that a new file in its place is seen", async () => {
    for (const [name, { volumes = [] }] of services) {
      for (const folder of volumes.filter((volume) => volume.startsWith("./"))) {
        const isFolder = (await stat(folder.split(":")[0] ?? "")).isDirectory();
        expect([name, isFolder]).toEqual([name, name !== "postgres"]);
      }
    }
  });

  test("the dynamic configuration is a list of values by key", async () => {
    const config: unknown = parse(await read("deploy/temporal-dynamic-config.yaml"));
    expect(Object.values(config ?? {})).toEqual(expect.arrayContaining([[{ value: expect.anything() }]]));
    expect(config).toMatchObject({ "matching.enableFairness": [{ value: true }] });
  });
});

describe("the image", async () => {
  const lines = (await read("Dockerfile")).split("\n");
  const froms = lines.filter((line) => line.startsWith("FROM "));
  const last = lines.slice(lines.lastIndexOf(froms[1] ?? ""));

  test("is built from one fixed image, of the Node that the tests run on as well", async () => {
    const bases = froms.map((line) => line.split(" ")[1]);
    expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-trixie-slim@sha256:[0-9a-f]{64}$/);
    expect(bases).toEqual([bases[0], bases[0]]);
    const tested = /^version=(\S+)$/m.exec(await read("scripts/node-24.sh"))?.[1];
    expect(bases[0]?.startsWith(`node:${tested}-`)).toBe(true);
  });

  test("runs as an ordinary user, and tells whether it is well", () => {
    expect(last).toContain("USER node");
    expect(last).toContain('ENTRYPOINT ["node", "dist/src/main.js"]');
    expect(last.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
  });

  test("runs no install script, and is whole: its last step loads every module that a role loads", () => {
    expect(lines.filter((line) => /npm (ci|prune)/.test(line))).toEqual([
      expect.stringContaining("npm ci --ignore-scripts"),
      expect.stringContaining("npm prune --omit=dev --ignore-scripts"),
    ]);
    const step = lines.slice(lines.findLastIndex((line) => /^[A-Z]+ /.test(line))).join("\n");
    expect(step).toMatch(/^RUN node .*"\.\/dist\/src\/start\/stack\.js".*"\.\/dist\/src\/assets\/s3-asset-store\.js"/);
  });
});

test("every module that the image and the containers run is built from a source that is there", async () => {
  const texts = await Promise.all(["Dockerfile", "docker-compose.yml"].map((file) => readFile(file, "utf8")));
  const named = new Set(texts.flatMap((text) => text.match(/dist\/src\/[\w/-]+\.js/g) ?? []));
  expect(named.size).toBeGreaterThan(3);
  const missing = [...named].filter((path) => !existsSync(path.replace(/^dist\//, "").replace(/\.js$/, ".ts")));
  expect(missing).toEqual([]);
});
