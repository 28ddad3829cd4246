import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { settings } from "../../src/settings.js";

const folder = "deploy/kubernetes";

const securitySchema = z.object({
  allowPrivilegeEscalation: z.literal(false),
  readOnlyRootFilesystem: z.literal(true),
  capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
});
const probeSchema = z.object({ httpGet: z.object({ path: z.string() }).optional() });
const labelsSchema = z.record(z.string(), z.string());
const matchSchema = z.object({ matchLabels: labelsSchema });
const podSchema = z.object({
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  securityContext: z.object({
    runAsNonRoot: z.literal(true),
    seccompProfile: z.object({ type: z.literal("RuntimeDefault") }),
  }),
  topologySpreadConstraints: z.array(z.object({ labelSelector: matchSchema })).default([]),
  containers: z.array(
    z.object({
      name: z.string(),
      ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
      resources: z.object({
        requests: z.object({ cpu: z.string(), memory: z.string() }),
        limits: z.object({ memory: z.string() }),
      }),
      securityContext: securitySchema,
      startupProbe: probeSchema.optional(),
      livenessProbe: probeSchema.optional(),
      readinessProbe: probeSchema.optional(),
    }),
  ),
});
const objectSchema = z.object({
  kind: z.string(),
  spec: z
    .object({
      selector: z.union([matchSchema, labelsSchema]).optional(),
      podSelector: matchSchema.optional(),
      template: z.object({ metadata: z.object({ labels: labelsSchema }), spec: podSchema }).optional(),
    })
    .optional(),
});

async function objects() {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
  return texts.flatMap((text) => parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS())));
}

async function containers() {
  return (await objects()).flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
}

test("each selector means processes of Bulkhead, and some that there are", async () => {
  const all = await objects();
  const pods = all.flatMap(({ spec }) => (spec?.template ? [spec.template.metadata.labels] : []));
  const selectors = all.flatMap(({ spec }) => [
    ...(spec?.selector
      ? [matchSchema.safeParse(spec.selector).data?.matchLabels ?? labelsSchema.parse(spec.selector)]
      : []),
    ...(spec?.podSelector ? [spec.podSelector.matchLabels] : []),
    ...(spec?.template?.spec.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels) ?? []),
  ]);
  expect(selectors).toHaveLength(11);
  for (const labels of selectors) {
    expect(labels).toMatchObject({ "app.kubernetes.io/name": "bulkhead" });
    const isMeant = (pod: Record<string, string>) =>
      Object.entries(labels).every(([name, value]) => pod[name] === value);
    expect(pods.filter(isMeant)).not.toEqual([]);
  }
});

/** Names of settings that a file of `NAME=value` or of literals sets. */
const namesIn = (text: string) => [...text.matchAll(/^(?: +- )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);

test("each role runs without root, rights or a writable root", async () => {
  expect((await containers()).map(({ name }) => name).sort()).toEqual(["http", "migrate", "worker"]);
});

test("probes ask for routes that there are, at the ports of the settings", async () => {
  const text = await readFile(`${folder}/settings.env`, "utf8");
  const metricsPort = Number(/^BULKHEAD_METRICS_PORT=(\d+)$/m.exec(text)?.[1]);
  for (const { name, ports, startupProbe, livenessProbe, readinessProbe } of await containers()) {
    const paths = [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => probe?.httpGet?.path ?? []);
    for (const path of paths) expect(["/healthz", "/readyz"]).toContain(path);
    const found = Object.fromEntries(ports.map((port) => [port.name, port.containerPort]));
    const wanted = { http: { http: 8080, metrics: metricsPort }, worker: { metrics: metricsPort }, migrate: {} };
    expect(found).toEqual(wanted[z.enum(["http", "worker", "migrate"]).parse(name)]);
  }
});

test("the overlay of the page is the one that is tried, and sets what is a setting", async () => {
  const page = await readFile("docs/kubernetes.md", "utf8");
  const overlay = await readFile("test/deploy/kubernetes/kustomization.yaml", "utf8");
  const shown = /```yaml test\/deploy\/kubernetes\/kustomization\.yaml\n([\s\S]*?)```/.exec(page)?.[1];
  expect(overlay.replace(/^#.*\n/, "")).toBe(shown);
  const names = [...namesIn(overlay), ...namesIn(await readFile(`${folder}/settings.env`, "utf8"))];
  expect(names.length).toBeGreaterThan(3);
  const others = /^(?:TEMPORAL_(?:ADDRESS|TLS|NAMESPACE|API_KEY)|AWS_[A-Z0-9_]+)$/;
  expect(names.filter((name) => !(name in settings.shape) && !others.test(name))).toEqual([]);
});
