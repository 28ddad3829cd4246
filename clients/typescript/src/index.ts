export { WebhookVerificationError } from "standardwebhooks";
export { type Api, answer, type Connection } from "./api.js";
export { type Bulkhead, createBulkhead, type ImportRequest } from "./bulkhead.js";
export type { Job } from "./follow.js";
export { type Patience, patiently } from "./patiently.js";
export { BulkheadError } from "./problem.js";
export type { components, operations, paths } from "./schema.js";
export type { Asset, UploadTarget } from "./upload.js";
export { type BulkheadEvent, type RequestHeaders, verifyWebhook } from "./verify-webhook.js";
