export type Format = "csv" | "json" | "xml";
