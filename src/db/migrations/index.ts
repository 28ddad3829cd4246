import type { Migration } from "kysely";
import * as jobsAndAssets from "./001-jobs-and-assets.js";
import * as integrity from "./002-integrity.js";
import * as schedules from "./003-schedules.js";
import * as events from "./004-events.js";
import * as peopleAndCourses from "./005-people-and-courses.js";
import * as correctionsAndSessions from "./006-corrections-and-sessions.js";
import * as unpackedFiles from "./007-unpacked-files.js";
import * as mappings from "./008-mappings.js";
import * as sources from "./009-sources.js";
import * as packages from "./010-packages.js";
import * as limits from "./011-limits.js";
import * as audit from "./012-audit.js";
import * as keys from "./013-keys.js";
import * as auditErasure from "./014-audit-erasure.js";
import * as roles from "./015-roles.js";
import * as webhooks from "./016-webhooks.js";
import * as holds from "./017-holds.js";
import * as telemetry from "./018-telemetry.js";

/** Every migration, in order; a released one never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-jobs-and-assets": jobsAndAssets,
  "002-integrity": integrity,
  "003-schedules": schedules,
  "004-events": events,
  "005-people-and-courses": peopleAndCourses,
  "006-corrections-and-sessions": correctionsAndSessions,
  "007-unpacked-files": unpackedFiles,
  "008-mappings": mappings,
  "009-sources": sources,
  "010-packages": packages,
  "011-limits": limits,
  "012-audit": audit,
  "013-keys": keys,
  "014-audit-erasure": auditErasure,
  "015-roles": roles,
  "016-webhooks": webhooks,
  "017-holds": holds,
  "018-telemetry": telemetry,
};
