import type { ListedKey } from "../../db/access/list-keys.js";
import { longestOverlapHours, usualOverlapHours } from "../../domain/key-scopes.js";
import type { Words } from "../words/english.js";
import { Confirmed } from "./confirmed.js";
import { Cell, Moment } from "./values.js";

interface KeyOf {
  readonly of: ListedKey;
  /** Whether the reader is signed in with this key. */
  readonly isOwn: boolean;
  readonly words: Words;
}

/** A key with its state, its limits and its commands. */
export function KeyCard({ of: key, isOwn, words }: KeyOf) {
  const { id, name, role, createdAt, lastUsedAt, inForce, revokedAt, replacedBy } = key;
  const texts = words.keys;
  return (
    <li class="card file">
      <p>
        <strong>
          <Cell text={name} />
        </strong>{" "}
        <span class="tag">{role}</span> {isOwn ? <span class="tag">{texts.own}</span> : null}
        {inForce && replacedBy !== null ? <span class="tag">{texts.replaced}</span> : null}
      </p>
      <p class="about">
        {texts.created} <Moment at={createdAt} /> · <State of={key} words={words} /> ·{" "}
        {lastUsedAt === null ? (
          texts.unused
        ) : (
          <>
            {texts.used} <Moment at={lastUsedAt} />
          </>
        )}
      </p>
      <Limits of={key} words={words} />
      {inForce && replacedBy === null ? (
        <Confirmed text={texts.rotate} action="/console/keys/rotate">
          <input type="hidden" name="id" value={id} />
          <label>
            {texts.overlap}
            <input
              name="overlapHours"
              type="number"
              min={0}
              max={longestOverlapHours}
              value={String(usualOverlapHours)}
              required
            />
          </label>
        </Confirmed>
      ) : null}
      {revokedAt === null ? (
        <Confirmed text={texts.revoke} action="/console/keys/revoke">
          <input type="hidden" name="id" value={id} />
        </Confirmed>
      ) : null}
    </li>
  );
}

function State({ of: { inForce, revokedAt, expiresAt }, words }: Pick<KeyOf, "of" | "words">) {
  const texts = words.keys;
  const [text, at] =
    revokedAt !== null
      ? [texts.revoked, revokedAt]
      : [inForce ? (expiresAt === null ? texts.inForce : texts.expires) : texts.expired, expiresAt];
  return (
    <>
      {text} {at === null ? null : <Moment at={at} />}
    </>
  );
}

function Limits({ of: { scopes }, words }: Pick<KeyOf, "of" | "words">) {
  const { entities, importers, approve } = scopes;
  const texts = words.keys;
  const limits = [
    ...(importers === null ? [] : [`${texts.onlyImporters}: ${importers.join(", ")}`]),
    ...(entities === null
      ? []
      : [`${texts.onlyEntities}: ${entities.map((name) => words.entities[name] ?? name).join(", ")}`]),
    ...(approve ? [] : [texts.noApprove]),
  ];
  if (limits.length === 0) return null;
  return (
    <p class="about">
      <Cell text={limits.join(" · ")} />
    </p>
  );
}
