export { importWorkflow } from "./import.js";
export { integrityWorkflow } from "./integrity.js";
