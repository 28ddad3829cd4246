import { campusShapes } from "./campus-shapes.js";
import { eventShapes } from "./event-shapes.js";
import { type Feed, makeFeed } from "./feed.js";
import type { Format } from "./format.js";
import { mixed, type Random, randomOf, seedOf } from "./random.js";
import type { Shape } from "./shape.js";

/** Some feeds of importers that no other scenario has, so that nothing of it depends on when it is imported. */
export interface Scenario {
  readonly name: string;
  /** A feed stands after those that it waits for. */
  readonly feeds: readonly Feed[];
}

/** Whose the scenarios are. */
export const tenants: readonly string[] = Array.from({ length: 24 }, (_, no) => `chaos-${no}`);

const csv: readonly Format[] = ["csv"];
const lists: readonly Format[] = ["json", "json", "xml", "csv"];

/** Scenario number `no` of a seed, the same whenever it is asked for. */
export function scenarioOf(seed: number, no: number): Scenario {
  const name = `s${no}`;
  const own = seedOf("scenario", seed, no);
  const random = randomOf(own);
  const feeds: Feed[] = [];
  let [tenantId, steady] = [tenants[0] ?? "", false];
  function add(shape: Shape, rows: number, formats: readonly Format[], after: Feed | null = null): Feed {
    const place = { seed: mixed(own, feeds.length), tenantId, scenario: name };
    const feed = makeFeed({ ...place, shape, steady, rows, formats, after });
    feeds.push(feed);
    return feed;
  }
  const { inPersonGroup, inPersonSession, webinarGroup, webinarSession } = eventShapes;
  const kind = random.pick([
    "in person",
    "in person",
    "in person",
    "webinars",
    "webinars",
    "campus",
    "campus",
    "large",
  ]);
  if (kind === "large") {
    // Each into a store that has mostly none of its rows, and half of them as a nightly file is: these are the files
    // that one step writes.
    [tenantId, steady] = [tenants[no % tenants.length] ?? "", random.chance(0.5)];
    add(inPersonGroup, random.whole(20_000, 60_000), csv);
  }
  if (kind === "in person") add(inPersonSession, size(random), csv, add(inPersonGroup, size(random), csv));
  if (kind === "webinars") add(webinarSession, size(random), csv, add(webinarGroup, size(random), csv));
  if (kind === "campus") {
    const { user, organization, student, course, group, event, survey } = campusShapes;
    add(user, random.whole(100, 400), lists);
    add(organization, random.whole(100, 300), lists);
    const courses = add(course, random.whole(100, 300), lists);
    for (const shape of random.shuffled([student, group, event, survey]).slice(0, 2)) {
      add(shape, size(random), lists, shape.target ? courses : null);
    }
  }
  return { name, feeds };
}

/** Mostly small: what matters is how many imports a blow can meet. */
function size(random: Random): number {
  const largest = random.pick([600, 600, 600, 1_500, 5_000, 12_000]);
  return random.whole(Math.ceil(largest / 6), largest);
}
