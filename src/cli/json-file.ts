import { readFile } from "node:fs/promises";
import { DomainError } from "../domain/errors.js";

/** Reads the value of a JSON file; the server checks its shape. Throws a `DomainError` that names the file. */
export async function readJsonFile<Value>(path: string): Promise<Value> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError("INVALID_BODY", `${path} is not JSON: ${reason}`, "Correct the file.");
  }
}
