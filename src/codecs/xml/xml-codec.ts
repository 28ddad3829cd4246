import { listCodec } from "../list/list-codec.js";
import { planXml } from "./plan-xml.js";
import { readXmlRecords } from "./read-xml-records.js";

/** Lists in XML: `<users><user>…</user></users>`. */
export const xmlCodec = listCodec({ plan: planXml, readRecordBlocks: readXmlRecords });
