import type { Deps } from "../../deps.js";
import type { Source } from "../../domain/source.js";
import { openSource } from "../../sources/open-source.js";
import type { OpenedSource } from "../../sources/source-access.js";
import { checkAddress } from "./check-source.js";
import { openCredential } from "./credentials.js";

/** A tenant's source, and its known version; null if none is known. */
export interface AskedSource extends Source {
  readonly tenantId: string;
  readonly known: string | null;
}

/** Opens a source with its credential; null if it still has the known version. */
export async function openTenantSource(
  deps: Pick<Deps, "db" | "config" | "secretKeys">,
  { tenantId, url, auth, known }: AskedSource,
  signal: AbortSignal,
): Promise<OpenedSource | null> {
  const { sources } = deps.config;
  const credential = auth === null ? null : await openCredential(deps, { tenantId, name: auth });
  // The check is repeated: the credential may have changed.
  checkAddress(sources, url, credential?.origin ?? null);
  return openSource(url, { credential, networks: sources.networks, signal, known });
}
