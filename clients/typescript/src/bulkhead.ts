import { type Api, answer, type Connection, connect } from "./api.js";
import { follow, type Job } from "./follow.js";
import { type Patience, patiently } from "./patiently.js";
import type { components } from "./schema.js";
import { type Asset, type UploadTarget, upload } from "./upload.js";

export type ImportRequest = components["schemas"]["ImportRequest"];

/** The client of Bulkhead. */
export interface Bulkhead {
  /** Every operation of the API. */
  readonly api: Api;
  /** Uploads a file as a stream, with its digest. */
  upload(file: string, target: UploadTarget): Promise<Asset>;
  /** Starts an import. Retries without a response. Requests with the same idempotency key start only one import. */
  startImport(request: ImportRequest, idempotencyKey?: string): Promise<Job>;
  /** Polls a job until it ends. */
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
