import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { fitOf } from "../../codecs/csv/propose-entity.js";
import { type AssetRow, findAsset, newestPaths } from "../../db/assets/assets.js";
import { currentMapping } from "../../db/mappings/mappings.js";
import { listCredentials } from "../../db/sources/credentials.js";
import { DomainError } from "../../domain/errors.js";
import { defaultOptions } from "../../domain/import-options.js";
import { importModes, invalidRowPolicies } from "../../domain/job.js";
import { ownFolders, ownImporter } from "../../domain/key-scopes.js";
import { packageEntity } from "../../domain/packages/package-entity.js";
import { presetNames } from "../../domain/packages/preset-names.js";
import { entityOf } from "../../http/entities.js";
import { packageDefinition } from "../../http/packages/definition.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { credentialNameField, importerIdField, memberField, shaped, sheetField } from "../../http/request/fields.js";
import { importOf, reachedPath, requireCredential, sourceOf } from "../../http/request/scopes.js";
import { packedParts } from "../../services/assets/packed-parts.js";
import { proposeEntity } from "../../services/assets/propose-entity.js";
import { correctionsFolder } from "../../services/corrections/correct-rejects.js";
import { startImport } from "../../services/jobs/start-import.js";
import { checkSource } from "../../services/sources/check-source.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { askedBy, formOf, waiting } from "../parts/form.js";
import { page } from "../parts/layout.js";
import { ChooseFile } from "./choose-file.js";
import { ChoosePart } from "./choose-part.js";
import { ImportForm } from "./import-form.js";
import { storeMapping } from "./mapping-form.js";

const shownFiles = 200;

/** A member or sheet of a file. Empty or absent: null, no choice. */
function chosen(field: z.ZodType<string>) {
  return z
    .literal("")
    .or(field)
    .default("")
    .transform((text) => text || null);
}

const chosenFields = { member: chosen(memberField), sheet: chosen(sheetField) };
const chosenSchema = z.object(chosenFields);

/** A file on another server, or none. */
const sourceFields = { url: z.string().default(""), auth: chosen(credentialNameField) };
const sourceSchema = z.object(sourceFields);

const formSchema = z.object({
  entity: z.string(),
  asset: z.string().default(""),
  ...sourceFields,
  importerId: importerIdField,
  ...chosenFields,
  mode: z.enum(importModes),
  onInvalid: z.enum(invalidRowPolicies),
});

/** A new import in two steps: the file, then what its rows are and how they are imported. */
export function importPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/import", async (context) => {
    requireRole(context.get("caller"), "import");
    const words = context.get("words");
    const { asset, url } = context.req.query();
    const options = { title: words.newImport.title, section: "import" } as const;
    const step = asset
      ? await secondStep(deps, context, asset)
      : url
        ? await remoteStep(deps, context)
        : await firstStep(deps, context);
    return context.html(
      page(
        context,
        asset || url ? options : { ...options, islands: ["upload.js"] },
        <>
          <h1>{words.newImport.title}</h1>
          {step}
        </>,
      ),
    );
  });
  packageStart(app, deps);
  app.post("/import", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const form = await formOf(context);
    const { entity, asset, url, auth, ...options } = shaped(formSchema, Object.fromEntries(form), "INVALID_BODY");
    const asked = importOf(caller, entityOf(entity).name, options.importerId);
    await storeMapping(deps, asked, form, caller.name);
    const request = {
      ...{ ...defaultOptions, ...options, dryRun: form.get("act") === "dry" },
      ...asked,
      source: sourceOf(caller, url === "" ? { asset } : { source: { url, auth } }),
      ...(await askedBy(context)),
    };
    const job = await startImport(deps, request, waiting(context));
    return context.redirect(`/console/jobs/${job.id}`, 303);
  });
}

const packageFormSchema = z.object({ asset: z.string(), preset: z.enum(presetNames), importerId: importerIdField });

/** Starts the import of all files of an archive, in a known format. */
function packageStart(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.post("/packages", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const form = Object.fromEntries(await formOf(context));
    const { asset, preset, importerId } = shaped(packageFormSchema, form, "INVALID_BODY");
    const request = {
      ...importOf(caller, packageEntity, importerId),
      ...{ ...defaultOptions, source: sourceOf(caller, { asset }), package: packageDefinition({ asset, preset }) },
      ...(await askedBy(context)),
    };
    const job = await startImport(deps, request, waiting(context));
    return context.redirect(`/console/jobs/${job.id}`, 303);
  });
}

async function firstStep(deps: ConsoleDeps, context: ConsoleContext) {
  const caller = context.get("caller");
  const { tenantId } = caller;
  const folders = ownFolders(caller);
  const paths = await newestPaths(deps.db.query, { tenantId, folders, except: correctionsFolder, limit: shownFiles });
  const stored = folders ? [] : await listCredentials(deps.db.query, { tenantId, after: null, limit: shownFiles });
  const credentials = stored.map(({ name }) => name);
  return <ChooseFile {...{ folder: folders?.[0] ?? "", paths, credentials, words: context.get("words") }} />;
}

/**
 * Returns the second step for a file on another server. Such a file is opened only when its import runs, so that its
 * columns are not known.
 */
async function remoteStep(deps: ConsoleDeps, context: ConsoleContext) {
  const caller = context.get("caller");
  const source = shaped(sourceSchema, context.req.query());
  requireCredential(caller, source.auth);
  await checkSource(deps.db.query, deps.config.sources, caller.tenantId, source);
  const file = { names: [source.url], size: null, fields: { url: source.url, auth: source.auth ?? "" } };
  return (
    <ImportForm {...{ file, best: null, importerId: ownImporter(caller), stored: null, words: context.get("words") }} />
  );
}

async function secondStep(deps: ConsoleDeps, context: ConsoleContext, path: string) {
  const caller = context.get("caller");
  const { tenantId } = caller;
  const importerId = ownImporter(caller);
  const asset: AssetRow | undefined = await findAsset(deps.db.query, tenantId, reachedPath(caller, path));
  if (!asset) throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", "Upload it first.");
  const words = context.get("words");
  const part = shaped(chosenSchema, context.req.query());
  const { members, sheets } = await packedParts(deps, asset);
  const [kind, choices] = members.length > 0 ? (["member", members] as const) : (["sheet", sheets] as const);
  if (choices.length > 1 && part[kind] === null) {
    return <ChoosePart {...{ asset, kind, choices, importerId, words }} />;
  }
  const [best = null] = await proposeEntity(deps, asset, part);
  const entity = best?.entity.name ?? "";
  const stored = await currentMapping(deps.db.query, { tenantId, importerId, entity });
  const fit = best && stored ? fitOf(best.entity, best.names, stored) : best;
  const chosen = Object.entries(part).filter((entry): entry is [string, string] => entry[1] !== null);
  const file = {
    names: [asset.path, ...chosen.map(([, value]) => value)],
    ...{ size: asset.size, fields: { asset: asset.path, ...Object.fromEntries(chosen) } },
  };
  return <ImportForm {...{ file, best: fit, importerId, stored, words }} />;
}
