import { type Api, answer, type Connection, connect } from "./api.js";
import { follow, type Job } from "./follow.js";
import { type Patience, patiently } from "./patiently.js";
import type { components } from "./schema.js";
import { type Asset, type UploadTarget, upload } from "./upload.js";

export type ImportRequest = components["schemas"]["ImportRequest"];

/** Bulkhead, as a program uses it. */
export interface Bulkhead {
  /** Every operation there is. */
  readonly api: Api;
  /** Streams a file up, with its digest. */
  upload(file: string, target: UploadTarget): Promise<Asset>;
  /**
   * Starts an import. One key is one import, however often it is asked for; without an answer it is asked for again.
   */
  startImport(request: ImportRequest, idempotencyKey?: string): Promise<Job>;
  /** Follows a job to its end. */
  follow(id: string, onProgress?: (job: Job) => void, patience?: Patience): Promise<Job>;
}

export function createBulkhead(connection: Connection): Bulkhead {
  const api = connect({ ...connection, url: connection.url.replace(/\/+$/, "") });
  return {
    api,
    upload: (file, target) => upload(api, file, target),
    startImport: (body, idempotencyKey = crypto.randomUUID()) =>
      patiently(() =>
        answer(api.POST("/api/imports", { body, params: { header: { "idempotency-key": idempotencyKey } } })),
      ),
    follow: (id, onProgress, patience) => follow(api, id, onProgress, patience),
  };
}
