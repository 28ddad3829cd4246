export { cleanupWorkflow } from "./cleanup.js";
export { deliverEventWorkflow } from "./deliver-event.js";
export { importWorkflow } from "./import.js";
export { integrityWorkflow } from "./integrity.js";
export { undoWorkflow } from "./undo.js";
