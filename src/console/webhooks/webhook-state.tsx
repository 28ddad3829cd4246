import type { WebhookRow } from "../../db/webhooks/webhooks.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

/** The events that a webhook gets, and whether they arrive. */
export function WebhookState({ of: webhook, words }: { readonly of: WebhookRow; readonly words: Words }) {
  const texts = words.webhooks;
  const { events, failingSince, disabledBecause } = webhook;
  return (
    <>
      <p class="about">
        {disabledBecause === null ? texts.enabled : texts.disabled[disabledBecause]}
        {failingSince === null ? null : (
          <>
            {" · "}
            {texts.failing} <Moment at={failingSince} />
          </>
        )}
      </p>
      <p class="about">{events.map((type) => texts.events[type] ?? type).join(" · ")}</p>
    </>
  );
}

/** A new secret, shown once. */
export function NewSecret({ secret, words }: { readonly secret: string | null; readonly words: Words }) {
  if (secret === null) return null;
  return (
    <p class="note" role="status">
      {words.webhooks.made} <code class="long">{secret}</code>
    </p>
  );
}
