import type { Hono } from "hono";
import { listWebhooks } from "../../db/webhooks/webhooks.js";
import { eventTypes } from "../../domain/webhooks/event.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { shaped } from "../../http/request/fields.js";
import { newWebhookSchema } from "../../http/webhooks/resource.js";
import { makeWebhook } from "../../services/webhooks/webhooks.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { page } from "../parts/layout.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { NewSecret, WebhookState } from "./webhook-state.js";

const shownWebhooks = 500;

/** The tenant's webhooks; the role admin makes them. */
export function webhooksPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/webhooks", async (context) => context.html(await shown(deps, context, null)));
  app.post("/webhooks", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const { tenantId, name: createdBy } = caller;
    const { ca = null, secret: wanted, ...asked } = shaped(newWebhookSchema, await formFields(context), "INVALID_BODY");
    const { secret } = await makeWebhook(deps, { ...asked, tenantId, createdBy, ca, secret: wanted });
    // Shown in the answer to the form itself: an address that shows a secret would stay in the browser's history.
    return context.html(await shown(deps, context, secret));
  });
}

/** Returns the form's fields in the shape of the API's POST. Browsers send line breaks as CR LF. */
async function formFields({ req }: ConsoleContext) {
  const form = new URLSearchParams(await req.text());
  const ca = (form.get("ca") ?? "").replaceAll("\r\n", "\n").trim();
  return { url: form.get("url")?.trim(), events: form.getAll("events"), ...(ca !== "" && { ca: `${ca}\n` }) };
}

async function shown(deps: ConsoleDeps, context: ConsoleContext, secret: string | null) {
  const words = context.get("words");
  const caller = context.get("caller");
  requireRole(caller, "admin");
  const { tenantId } = caller;
  const webhooks = await listWebhooks(deps.db.query, { tenantId, limit: shownWebhooks, after: null });
  return page(
    context,
    { title: words.webhooks.title, section: "webhooks" },
    <>
      <h1>{words.webhooks.title}</h1>
      <p>{words.webhooks.about}</p>
      <NewSecret secret={secret} words={words} />
      {webhooks.length === 0 ? <p>{words.webhooks.none}</p> : null}
      <ul class="groups">
        {webhooks.map((webhook) => (
          <li class="card file">
            <p>
              <a href={`/console/webhooks/${webhook.id}`}>
                <Cell text={webhook.url} />
              </a>
            </p>
            <WebhookState of={webhook} words={words} />
          </li>
        ))}
      </ul>
      <MakeForm words={words} />
    </>,
  );
}

function MakeForm({ words }: { readonly words: Words }) {
  const texts = words.webhooks;
  return (
    <>
      <h2>{texts.make}</h2>
      <form method="post" action="/console/webhooks" class="card stacked" autocomplete="off">
        <label>
          {texts.url}
          <input name="url" required maxlength={2_048} placeholder="https://campus.example/hooks/imports" />
        </label>
        <fieldset>
          <legend>{texts.choose}</legend>
          {eventTypes.map((type) => (
            <label class="check">
              <input type="checkbox" name="events" value={type} /> {texts.events[type]}
            </label>
          ))}
        </fieldset>
        <label>
          {texts.ca}
          <textarea name="ca" rows={4} spellcheck={false} />
        </label>
        <p class="commands">
          <button type="submit" class="main">
            {texts.make}
          </button>
        </p>
      </form>
    </>
  );
}
