import type { Migration } from "kysely";
import * as jobsAndAssets from "./001-jobs-and-assets.js";
import * as events from "./002-events.js";
import * as peopleAndCourses from "./003-people-and-courses.js";
import * as integrity from "./004-integrity.js";
import * as ownStaging from "./005-own-staging.js";
import * as retention from "./006-retention.js";
import * as turnsAndPlaces from "./007-turns-and-places.js";
import * as progressAndRetry from "./009-progress-and-retry.js";
import * as schedules from "./010-schedules.js";
import * as snapshotAndUndo from "./011-snapshot-and-undo.js";
import * as leases from "./012-leases.js";
import * as erasedImages from "./013-erased-images.js";
import * as runOfRecord from "./014-run-of-record.js";
import * as retryKeysSecretNamesAndPages from "./015-retry-keys-secret-names-and-pages.js";
import * as secretKey from "./016-secret-key.js";
import * as oneRoad from "./017-one-road.js";

/** Every migration, in order; a landed one never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-jobs-and-assets": jobsAndAssets,
  "002-events": events,
  "003-people-and-courses": peopleAndCourses,
  "004-integrity": integrity,
  "005-own-staging": ownStaging,
  "006-retention": retention,
  "007-turns-and-places": turnsAndPlaces,
  "009-progress-and-retry": progressAndRetry,
  "010-schedules": schedules,
  "011-snapshot-and-undo": snapshotAndUndo,
  "012-leases": leases,
  "013-erased-images": erasedImages,
  "014-run-of-record": runOfRecord,
  "015-retry-keys-secret-names-and-pages": retryKeysSecretNamesAndPages,
  "016-secret-key": secretKey,
  "017-one-road": oneRoad,
};
