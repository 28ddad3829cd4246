import { fileURLToPath } from "node:url";

/** `dist/`, also when the sources themselves run, as in the tests. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/" : "../../";

/** The prebuilt bundle that `npm run build` leaves beside the compiled sources. */
export const workflowBundlePath = fileURLToPath(new URL(`${built}workflow-bundle.cjs`, import.meta.url));
/** What the bundler starts from: the compiled workflows. */
export const workflowsPath = fileURLToPath(new URL(`${built}workflows/index.js`, import.meta.url));
