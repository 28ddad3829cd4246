import { entityList } from "../../domain/entities/index.js";
import { capitalized } from "../../services/results/warning-text.js";

/** OpenAPI links from an answer to the operations that take its values, so that a client or a test can continue. */
function linksTo(operationIds: readonly string[], parameters: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    operationIds.map((operationId) => [operationId, { operationId, parameters: { ...parameters } }]),
  );
}

/** Links from an answer that is a job. */
export const jobLinks = linksTo(
  [
    ...["getJob", "streamJob", "listRows", "listFindings", "getRejects", "getBackgroundJob", "getImportResult"],
    ...["cancelJob", "retryJob", "approveJob", "undoJob"],
  ],
  { id: "$response.body#/id" },
);

/** Links from an answer that is a package, which is a job. */
export const packageLinks = linksTo(["getPackage", "getJob", "cancelJob", "retryJob"], { id: "$response.body#/id" });

/** Links from the answer to a list whose import continues. */
export const acceptedLinks = linksTo(["getImportResult", "getJob", "cancelJob"], { id: "$response.body#/jobId" });

/** Links from an answer that is a schedule. */
export const scheduleLinks = linksTo(
  ["getSchedule", "changeSchedule", "pauseSchedule", "resumeSchedule", "triggerSchedule", "deleteSchedule"],
  { id: "$response.body#/id" },
);

/** Links from a stored asset: it can be read, imported and deleted. */
export const assetLinks = {
  ...linksTo(["getAsset", "deleteAsset"], { path: "$response.body#/path" }),
  ...Object.fromEntries(
    entityList.flatMap(({ name, thoughtIndustries }) => {
      const operationId = `bulkImport${capitalized(name)}`;
      return thoughtIndustries
        ? [[operationId, { operationId, requestBody: { bulkImportAssetPath: "$response.body#/path" } }]]
        : [];
    }),
  ),
  startImport: { operationId: "startImport", requestBody: { entity: "user", asset: "$response.body#/path" } },
  createSchedule: {
    operationId: "createSchedule",
    requestBody: {
      ...{ name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Vienna" },
      import: { entity: "user", asset: "$response.body#/path" },
    },
  },
};

/** Links from an answer that is a webhook. */
export const webhookLinks = linksTo(
  ["getWebhook", "changeWebhook", "rotateWebhook", "testWebhook", "listDeliveries", "deleteWebhook"],
  { id: "$response.body#/id" },
);
