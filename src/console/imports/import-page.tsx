import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { fitOf } from "../../codecs/csv/propose-entity.js";
import { type AssetRow, findAsset, newestPaths } from "../../db/assets/assets.js";
import { currentMapping } from "../../db/mappings/mappings.js";
import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { defaultOptions } from "../../domain/import-options.js";
import { importModes, invalidRowPolicies } from "../../domain/job.js";
import { entityOf } from "../../http/entities.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { importerIdField, memberField, shaped, sheetField } from "../../http/request/fields.js";
import { packedParts } from "../../services/assets/packed-parts.js";
import { proposeEntity } from "../../services/assets/propose-entity.js";
import { correctionsFolder } from "../../services/corrections/correct-rejects.js";
import { startImport } from "../../services/jobs/start-import.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { askedBy, formOf, waiting } from "../parts/form.js";
import { page } from "../parts/layout.js";
import { ChooseFile } from "./choose-file.js";
import { ChoosePart } from "./choose-part.js";
import { ImportForm } from "./import-form.js";
import { storeMapping } from "./mapping-form.js";

const shownFiles = 200;

/** A part of a file; empty or absent: there is nothing to choose. */
function chosen(field: z.ZodType<string>) {
  return z
    .literal("")
    .or(field)
    .default("")
    .transform((text) => text || null);
}

const chosenFields = { member: chosen(memberField), sheet: chosen(sheetField) };
const chosenSchema = z.object(chosenFields);

const formSchema = z.object({
  entity: z.string(),
  asset: z.string(),
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
    const asset = context.req.query("asset");
    const options = { title: words.newImport.title, section: "import" } as const;
    const step = asset ? await secondStep(deps, context, asset) : await firstStep(deps, context);
    return context.html(
      page(
        context,
        asset ? options : { ...options, islands: ["upload.js"] },
        <>
          <h1>{words.newImport.title}</h1>
          {step}
        </>,
      ),
    );
  });
  app.post("/import", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const form = await formOf(context);
    const { entity, asset: assetPath, ...options } = shaped(formSchema, Object.fromEntries(form), "INVALID_BODY");
    const key = { tenantId: caller.tenantId, importerId: options.importerId, entity: entityOf(entity).name };
    await storeMapping(deps, key, form, caller.name);
    const request = {
      ...{ ...defaultOptions, ...options, dryRun: form.get("act") === "dry" },
      ...{ tenantId: caller.tenantId, requestedBy: caller.name, entity: entityOf(entity), source: { assetPath } },
      ...(await askedBy(context)),
    };
    const job = await startImport(deps, request, waiting(context));
    return context.redirect(`/console/jobs/${job.id}`, 303);
  });
}

async function firstStep(deps: ConsoleDeps, context: ConsoleContext) {
  const { tenantId } = context.get("caller");
  const paths = await newestPaths(deps.db.query, { tenantId, except: correctionsFolder, limit: shownFiles });
  return <ChooseFile paths={paths} words={context.get("words")} />;
}

async function secondStep(deps: ConsoleDeps, context: ConsoleContext, path: string) {
  const { tenantId, name } = context.get("caller");
  const asset: AssetRow | undefined = await findAsset(deps.db.query, tenantId, checkAssetPath(path));
  if (!asset) throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", "Upload it first.");
  const words = context.get("words");
  const part = shaped(chosenSchema, context.req.query());
  const { members, sheets } = await packedParts(deps, asset);
  const [kind, choices] = members.length > 0 ? (["member", members] as const) : (["sheet", sheets] as const);
  if (choices.length > 1 && part[kind] === null) return <ChoosePart {...{ asset, kind, choices, words }} />;
  const [best = null] = await proposeEntity(deps, asset, part);
  const entity = best?.entity.name ?? "";
  const stored = await currentMapping(deps.db.query, { tenantId, importerId: name, entity });
  const fit = best && stored ? fitOf(best.entity, best.names, stored) : best;
  return <ImportForm {...{ asset, part, best: fit, importerId: name, stored, words }} />;
}
