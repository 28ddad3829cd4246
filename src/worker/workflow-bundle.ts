import { fileURLToPath } from "node:url";

/** The folder `dist/`, whether the built files run or, as in tests, the sources. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/" : "../../";

/** The prebuilt bundle that `npm run build` leaves beside the compiled sources. */
export const workflowBundlePath = fileURLToPath(new URL(`${built}workflow-bundle.cjs`, import.meta.url));
/** The bundler's entry: the compiled workflows. */
export const workflowsPath = fileURLToPath(new URL(`${built}workflows/index.js`, import.meta.url));
