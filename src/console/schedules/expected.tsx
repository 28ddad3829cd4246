import type { z } from "@hono/zod-openapi";
import type { shownScheduleSchema } from "../../http/schedules/present.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

interface ExpectedOf {
  readonly of: z.infer<typeof shownScheduleSchema>;
  readonly words: Words;
}

/** When the last new file came, what is expected of files, and whether a file is late. */
export function Expected({ of: { expect, newFileAt, lateSince }, words }: ExpectedOf) {
  const texts = words.schedules;
  const { newFileWithinHours = null, minRows = null, maxShrinkPercent = null } = expect ?? {};
  const expected = [
    ...(newFileWithinHours === null ? [] : [texts.expectNewFile(newFileWithinHours)]),
    ...(minRows === null ? [] : [texts.expectRows(minRows)]),
    ...(maxShrinkPercent === null ? [] : [texts.expectShrink(maxShrinkPercent)]),
  ];
  return (
    <>
      <p class="about">
        {texts.newFile} <Moment at={newFileAt} />
        {expected.length === 0 ? null : ` · ${expected.join(" · ")}`}
      </p>
      {lateSince === null ? null : (
        <p class="bad">
          {texts.lateSince} <Moment at={lateSince} />
        </p>
      )}
    </>
  );
}
