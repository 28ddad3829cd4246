/** What a job imports that is a zip with several files: each of them is a job of its own. */
export const packageEntity = "package";
