/** The rows are not what they have to be to be written at once; nothing was written. */
export class GaveUp extends Error {}
