import { listCodec } from "../list/list-codec.js";
import { planJson } from "./plan-json.js";
import { readJsonRecords } from "./read-json-records.js";

/** Lists in JSON: `[ {…}, {…} ]`. */
export const jsonCodec = listCodec({ plan: planJson, readRecordBlocks: readJsonRecords });
