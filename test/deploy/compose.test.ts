import { readFile } from "node:fs/promises";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settings } from "../../src/config.js";
import { searchAttributeNames } from "../../workflows/contract.js";

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly container_name?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

const text = await readFile("docker-compose.yml", "utf8");
const file = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(file.services);
const service = (name: string): Service => file.services[name] ?? expect.unreachable(`there is no service ${name}`);
const bulkhead = services.filter(([, { image }]) => image.startsWith("bulkhead:"));
const once = services.filter(([, { restart }]) => restart === "no").map(([name]) => name);

async function read(path: string): Promise<string> {
  return readFile(path, "utf8");
}

test("docker-compose.yml is valid by the schema of the Compose Specification", async () => {
  const schema = JSON.parse(await read("test/fixtures/compose-spec/compose-spec.json")) as AnySchema;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  validate(file);
  expect(validate.errors).toBe(null);
  validate({ services: { postgres: { ...service("postgres"), restarts: "always" } } });
  expect(validate.errors).not.toBe(null);
});

describe("every service", () => {
  test.each(services)("%s has an image of one version", (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  test.each(services)("%s runs as an ordinary user who gains nothing, on a file system it cannot write", (_, one) => {
    expect(one.user).toMatch(/^(?!root|0)[a-z0-9]+$/);
    expect(one).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  });

  test.each(services)("%s runs once, or comes back by itself and says whether it is well", (_, one) => {
    if (one.restart === "no") return expect(one.healthcheck).toBe(undefined);
    expect(one.restart).toBe("unless-stopped");
    expect(one.healthcheck?.test[0]).toBe("CMD");
  });

  test.each(services)("%s waits for what it needs to be well, or done", (_, one) => {
    for (const [name, { condition }] of Object.entries(one.depends_on ?? {})) {
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

  test.each(services)("of %s stand in the environment of whoever starts it, never in the file", (_, one) => {
    for (const [name, value] of Object.entries(one.environment ?? {})) {
      if (secret.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{\w+:\?[^}]*\}$/)]);
      expect(value).not.toMatch(/:\/\/[^$/]*:(?!\$\{\w+:\?)[^$@/]*@/);
    }
  });

  test(".env.example has every variable of the file, without values, and git ignores .env", async () => {
    const used = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(await example).sort()).toEqual([...new Set(used)].sort());
    expect([...new Set(Object.values(await example))]).toEqual([""]);
    expect((await read(".gitignore")).split("\n")).toContain(".env");
  });
});

describe("Bulkhead's services", () => {
  test.each(bulkhead)("%s passes only settings that exist", (_, { environment = {} }) => {
    const temporal = ["TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"];
    // Read by both roles from the version on that stores passwords.
    const known = [...Object.keys(settings.shape), ...temporal];
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  test("are one http, workers that share its assets and its settings, and the migrations before both", () => {
    expect(bulkhead.map(([name, { command }]) => [name, command])).toEqual(
      ["migrate", "http", "worker"].map((role) => [role, [role]]),
    );
    expect(service("http").environment).toEqual(service("worker").environment);
    expect(service("http").environment?.BULKHEAD_ASSETS).toBe("file:/var/lib/bulkhead/assets");
    for (const name of ["http", "worker"]) {
      expect(service(name).volumes).toEqual(["assets:/var/lib/bulkhead/assets"]);
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
    expect(Object.keys(file.volumes)).toEqual(["postgres", "assets"]);
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
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.filter((volume) => volume.startsWith("./")));
    expect(mounted.length).toBeGreaterThan(0);
    for (const volume of mounted) expect(await read(volume.split(":")[0] ?? "")).not.toBe("");
  });

  test("the dynamic configuration is a list of values by key", async () => {
    const config: unknown = parse(await read("deploy/temporal-dynamic-config.yaml"));
    expect(Object.values(config ?? {})).toEqual(expect.arrayContaining([[{ value: expect.anything() }]]));
    expect(config).toMatchObject({ "matching.enableFairness": [{ value: true }] });
  });
});

describe("the image", () => {
  test("is built from a fixed version, runs as an ordinary user, and tells whether it is well", async () => {
    const lines = (await read("Dockerfile")).split("\n");
    const froms = lines.filter((line) => line.startsWith("FROM "));
    expect(froms.map((line) => line.split(" ")[1])).toEqual([
      "node:20.20.2-bookworm-slim",
      "node:20.20.2-bookworm-slim",
    ]);
    const last = lines.slice(lines.lastIndexOf(froms[1] ?? ""));
    expect(last).toContain("USER node");
    expect(last).toContain('ENTRYPOINT ["node", "dist/src/main.js"]');
    expect(last.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
  });
});
