import { inject } from "vitest";
import { readEnv } from "../../src/config.js";
import { type EmbeddedStack, startEmbeddedStack } from "../../src/embedded/embedded-stack.js";
import { searchAttributeNames } from "../../workflows/contract.js";

export interface OwnTemporal extends EmbeddedStack {
  readonly address: string;
}

/** A Temporal server of the test's own, which it may stop and start again on the same folder and port. */
export async function startOwnTemporal(dataDir: string, port: number): Promise<OwnTemporal> {
  const stack = await startEmbeddedStack({
    dataDir,
    postgres: false,
    temporal: true,
    temporalCliPath: inject("temporalCliPath"),
    searchPath: readEnv().PATH ?? "",
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
    ports: { temporal: port },
    say: () => undefined,
  });
  return { ...stack, address: stack.temporalAddress ?? "" };
}
