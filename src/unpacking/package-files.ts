import type { AssetBytes } from "../domain/asset-bytes.js";
import { DomainError } from "../domain/errors.js";
import type { ImportMode } from "../domain/job.js";
import { inOrderOfReferences } from "../domain/packages/check-package.js";
import type { DerivedPart, PackageDefinition, PackagePlan } from "../domain/packages/package.js";
import type { Preset } from "../domain/packages/preset.js";
import type { PresetName } from "../domain/packages/preset-names.js";
import { baseName, filesOfPreset, presets } from "../domain/packages/presets.js";
import { type DerivedFindings, deriveFile, type PackageLimits } from "./derive-file.js";
import { openTable } from "./table-rows.js";
import { filesOf } from "./unpack.js";
import { openZip, type ZipMember } from "./zip.js";

/** The state of a file as a format's manifest declares it. */
type Extent = "bulk" | "delta" | "absent";

/**
 * Plans the import of an archive's files. Throws `ARCHIVE_…`; `ARCHIVE_MEMBER_NOT_FOUND` if a named file is missing, or
 * if the archive has no file of the preset.
 */
export async function planPackage(
  bytes: AssetBytes,
  { preset, mode, files }: PackageDefinition,
  limits: PackageLimits,
): Promise<PackagePlan> {
  const members = filesOf(await openZip(bytes));
  if (preset !== null) return planPreset(preset, mode, members, limits);
  const named = files.map((file) => file.member.normalize("NFC"));
  const names = members.map(({ name }) => name.normalize("NFC"));
  const missing = named.find((name) => !names.includes(name));
  if (missing !== undefined) throw notThere(missing, names);
  return {
    parts: inOrderOfReferences(files.map((file) => ({ ...file, derived: null }))),
    notTaken: names
      .filter((name) => !named.includes(name))
      .map((name) => ({ name, reason: "The package does not name it." })),
  };
}

async function planPreset(
  name: PresetName,
  mode: ImportMode | null,
  members: readonly ZipMember[],
  limits: PackageLimits,
): Promise<PackagePlan> {
  const preset = presets[name];
  const known = knownMembers(preset, members);
  const extents = await extentsOf(preset, known, limits);
  const extentOf = (file: string): Extent => extents.get(file) ?? (known.has(file) ? "bulk" : "absent");
  const parts = Object.entries(preset.files).flatMap(([key, { entity, file }]) => {
    const extent = extentOf(file);
    if (extent === "absent" || !known.has(file)) return [];
    const derived = { preset: name, file: key };
    return [
      { member: file, entity, mapping: null, derived, mode: mode ?? (extent === "delta" ? "upsert" : preset.mode) },
    ];
  });
  if (parts.length === 0) throw notThere(Object.values(preset.files)[0]?.file ?? "", [...known.keys()]);
  const used = new Set(
    parts.flatMap(({ member, derived }) => [member, ...foldedFiles(preset, derived.file, extentOf)]),
  );
  return {
    parts: inOrderOfReferences(parts),
    notTaken: members.flatMap((member) => {
      const file = baseName(member.name);
      const isRead = known.get(file) === member && (file === preset.manifest || used.has(file));
      return isRead
        ? []
        : [{ name: member.name, reason: reasonOf(preset, file, known.get(file) === member, extentOf(file)) }];
    }),
  };
}

/** Returns the reason that a file is not imported. */
function reasonOf(preset: Preset, file: string, isFirst: boolean, extent: Extent): string {
  const unsupported = Object.entries(preset.notTaken).find(([other]) => other.toLowerCase() === file)?.[1];
  if (unsupported !== undefined) return unsupported;
  if (!filesOfPreset(preset).has(file)) return `${preset.label} has no file of this name.`;
  if (!isFirst) return "Another file of this name is imported.";
  if (extent === "absent") return "The manifest calls it absent.";
  if (extent === "delta")
    return "It says what has changed (delta), and lists are imported as a whole: send it as bulk.";
  return "The file whose lists it makes is not there.";
}

/**
 * Returns the files from which the lists of a derived file are made. Only bulk files count: changes alone make no list.
 */
function foldedFiles({ files }: Preset, derived: string, extentOf: (file: string) => Extent): string[] {
  const lists = Object.values(files[derived]?.lists ?? {});
  return lists.map(({ file }) => file).filter((file) => extentOf(file) === "bulk");
}

/** Yields the bytes of a file that is derived from a package. */
export async function* derivedBytes(
  bytes: AssetBytes,
  { preset: name, file }: DerivedPart,
  limits: PackageLimits,
  findings: DerivedFindings,
): AsyncGenerator<Buffer> {
  const preset = presets[name];
  const derived = preset.files[file];
  if (!derived) throw new Error(`the preset ${name} no longer has the file ${file}`);
  const known = knownMembers(preset, filesOf(await openZip(bytes)));
  const extents = await extentsOf(preset, known, limits);
  const whole = foldedFiles(preset, file, (one) => extents.get(one) ?? "bulk");
  const read = new Map([...known].filter(([one]) => one === derived.file || whole.includes(one)));
  yield* deriveFile(derived, read, limits, findings);
}

/**
 * Returns the archive's files that the preset reads, by their names in the preset. Of several files with one name, it
 * returns the file nearest to the root.
 */
function knownMembers(preset: Preset, members: readonly ZipMember[]): Map<string, ZipMember> {
  const wanted = filesOfPreset(preset);
  const known = new Map<string, ZipMember>();
  const highestFirst = members.toSorted((a, b) => a.name.split("/").length - b.name.split("/").length);
  for (const member of highestFirst) {
    const file = baseName(member.name);
    if (wanted.has(file) && !known.has(file)) known.set(file, member);
  }
  return known;
}

/** Returns what the manifest declares of each file, by the file's name. */
async function extentsOf(
  { manifest }: Preset,
  known: ReadonlyMap<string, ZipMember>,
  limits: PackageLimits,
): Promise<ReadonlyMap<string, Extent>> {
  const member = manifest === undefined ? undefined : known.get(manifest);
  const extents = new Map<string, Extent>();
  if (!member) return extents;
  const { rows } = await openTable(member.name, member.open(limits.inflate), limits);
  for await (const row of rows) {
    const file = /^file\.(\w+)$/.exec(row.cell("propertyName").trim())?.[1];
    const extent = row.cell("value").trim().toLowerCase();
    if (file !== undefined && (extent === "bulk" || extent === "delta" || extent === "absent")) {
      extents.set(`${file.toLowerCase()}.csv`, extent);
    }
  }
  return extents;
}

function notThere(file: string, names: readonly string[]): DomainError {
  const hint = `It has: ${names.slice(0, 20).join(", ") || "no files"}.`;
  return new DomainError("ARCHIVE_MEMBER_NOT_FOUND", `The archive has no file ${file}.`, hint);
}
