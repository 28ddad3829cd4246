/** The entity name of a job that imports a zip with several files. Each file is a job of its own. */
export const packageEntity = "package";
