import { expect, test } from "vitest";
import { covers, ownFolders, ownImporter, unlimited } from "../../src/domain/key-scopes.js";

const scoped = (entities: string[] | null, importers: string[] | null) => ({
  name: "survey",
  scopes: { ...unlimited, entities, importers },
});

test("a key covers what both its entities and its importers name", () => {
  const { scopes } = scoped(["user"], ["erp"]);
  expect(covers(scopes, { entity: "user", importerId: "erp" })).toBe(true);
  expect(covers(scopes, { entity: "group", importerId: "erp" })).toBe(false);
  expect(covers(scopes, { entity: "user", importerId: "other" })).toBe(false);
  expect(covers(unlimited, { entity: "user", importerId: "other" })).toBe(true);
});

test("a key for packages covers all files of a package, and no other import of their entities", () => {
  const { scopes } = scoped(["package"], ["erp"]);
  const ofPackage = { entity: "user", importerId: "erp", packageId: "a package" };
  expect(covers(scopes, ofPackage)).toBe(true);
  expect(covers(scopes, { ...ofPackage, packageId: null })).toBe(false);
  expect(covers(scopes, { ...ofPackage, importerId: "other" })).toBe(false);
  expect(covers(scoped(["group"], null).scopes, ofPackage)).toBe(false);
});

test("a limited key has folders of its importers, and in these of its entities", () => {
  expect(ownFolders(scoped(null, null))).toBeNull();
  expect(ownFolders(scoped(null, ["erp", "lib"]))).toEqual(["erp/", "lib/"]);
  expect(ownFolders(scoped(["user", "group"], ["erp"]))).toEqual(["erp/user/", "erp/group/"]);
  expect(ownFolders(scoped(["user"], null))).toEqual(["survey/user/"]);
});

test("an importer whose id no path can hold has a folder all the same, and none within another one's", () => {
  expect(ownFolders(scoped(null, ["sap:hr", "a/b", "50%"]))).toEqual(["sap%3Ahr/", "a%2Fb/", "50%25/"]);
});

test("a request that names no importer is for the only one of the key, or for the one of its name", () => {
  expect(ownImporter(scoped(null, null))).toBe("survey");
  expect(ownImporter(scoped(null, ["erp"]))).toBe("erp");
  expect(ownImporter(scoped(null, ["erp", "lib"]))).toBe("survey");
});
