import { fileURLToPath } from "node:url";

/** The prebuilt bundle that `npm run build` leaves beside the compiled sources. */
export const workflowBundlePath = fileURLToPath(new URL("../../workflow-bundle.cjs", import.meta.url));
/** What the bundler starts from: the compiled workflows. */
export const workflowsPath = fileURLToPath(new URL("../../workflows/index.js", import.meta.url));
