import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { type DeliveryRow, listDeliveries } from "../../db/webhooks/deliveries.js";
import { longestOverlapHours, usualOverlapHours } from "../../domain/webhooks/webhook.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { decodeCursor, encodeCursor, shaped } from "../../http/request/fields.js";
import { secretRotationSchema } from "../../http/webhooks/resource.js";
import { redeliver, testWebhook } from "../../services/webhooks/deliveries.js";
import { patchWebhook, removeWebhook, rotateWebhook, tenantWebhook } from "../../services/webhooks/webhooks.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { Confirmed } from "../parts/confirmed.js";
import { formOf } from "../parts/form.js";
import { page } from "../parts/layout.js";
import { Cell, Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { NewSecret, WebhookState } from "./webhook-state.js";

const deliveriesOnPage = 100;
const idField = z.uuid();
const cursorField = z.string().max(1_024).optional();

/** The page of one webhook: the events sent to it, and its commands. */
export function webhookPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/webhooks/:id", async (context) => context.html(await shown(deps, context, null)));
  app.post("/webhooks/:id/rotate", shortBody(deps.config), async (context) => {
    const webhook = webhookOf(context);
    const hours = Number((await formOf(context)).get("overlapHours") || Number.NaN);
    const { overlapHours } = shaped(secretRotationSchema, { overlapHours: hours }, "INVALID_BODY");
    const { secret } = await rotateWebhook(deps, webhook, { secret: undefined, overlapHours });
    return context.html(await shown(deps, context, secret));
  });
  app.post("/webhooks/:id/test", shortBody(deps.config), async (context) => {
    const { tenantId, id: webhookId } = webhookOf(context);
    await testWebhook(deps, { tenantId, webhookId });
    return context.redirect(`/console/webhooks/${webhookId}`, 303);
  });
  for (const [verb, enabled] of [["enable", true] as const, ["disable", false] as const]) {
    app.post(`/webhooks/:id/${verb}`, shortBody(deps.config), async (context) => {
      const webhook = webhookOf(context);
      await patchWebhook(deps, webhook, { enabled });
      return context.redirect(`/console/webhooks/${webhook.id}`, 303);
    });
  }
  app.post("/webhooks/:id/redeliver", shortBody(deps.config), async (context) => {
    const { tenantId, id: webhookId } = webhookOf(context);
    const id = shaped(idField, (await formOf(context)).get("delivery"), "INVALID_BODY");
    await redeliver(deps, { tenantId, webhookId, id });
    return context.redirect(`/console/webhooks/${webhookId}`, 303);
  });
  app.post("/webhooks/:id/remove", shortBody(deps.config), async (context) => {
    const { tenantId, id } = webhookOf(context);
    await removeWebhook(deps, tenantId, id);
    return context.redirect("/console/webhooks", 303);
  });
}

/** Returns the webhook that an address names. Only the role admin may reach webhooks. */
function webhookOf(context: ConsoleContext): { readonly tenantId: string; readonly id: string } {
  const caller = context.get("caller");
  requireRole(caller, "admin");
  return { tenantId: caller.tenantId, id: shaped(idField, context.req.param("id")) };
}

async function shown(deps: ConsoleDeps, context: ConsoleContext, secret: string | null) {
  const words = context.get("words");
  const texts = words.webhooks;
  const { tenantId, id } = webhookOf(context);
  const webhook = await tenantWebhook(deps, tenantId, id);
  const cursor = decodeCursor(shaped(cursorField, context.req.query("cursor")), z.tuple([z.int().min(0), z.uuid()]));
  const after = cursor && { createdMicroseconds: cursor[0], id: cursor[1] };
  const deliveries = await listDeliveries(deps.db.query, { tenantId, webhookId: id, limit: deliveriesOnPage, after });
  const last = deliveries.length === deliveriesOnPage ? deliveries.at(-1) : undefined;
  const isEnabled = webhook.disabledAt === null;
  const self = `/console/webhooks/${id}`;
  return page(
    context,
    { title: texts.title, section: "webhooks" },
    <>
      <h1>
        <Cell text={webhook.url} />
      </h1>
      <NewSecret secret={secret} words={words} />
      <div class="card file">
        <WebhookState of={webhook} words={words} />
        <div class="commands">
          {isEnabled ? <Command text={texts.test} action={`${self}/test`} /> : null}
          <Command
            text={isEnabled ? texts.disable : texts.enable}
            action={`${self}/${isEnabled ? "disable" : "enable"}`}
          />
        </div>
        {webhook.sealed === null ? null : (
          <Confirmed text={texts.rotate} action={`${self}/rotate`}>
            <label>
              {texts.overlap}
              <input
                {...{ name: "overlapHours", type: "number", min: 0, max: longestOverlapHours, required: true }}
                value={String(usualOverlapHours)}
              />
            </label>
          </Confirmed>
        )}
        <Confirmed text={texts.remove} action={`${self}/remove`} />
      </div>
      <h2>{texts.deliveries}</h2>
      {deliveries.length === 0 ? <p>{texts.noDeliveries}</p> : null}
      {deliveries.length === 0 ? null : (
        <section class="scroll card" tabindex={0} aria-label={texts.deliveries}>
          <table>
            <thead>
              <tr>
                {[texts.event, texts.state, texts.attempts, texts.answer, texts.created, texts.next, texts.again].map(
                  (title) => (
                    <th scope="col">{title}</th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <DeliveryLine of={delivery} canSend={isEnabled} action={`${self}/redeliver`} words={words} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {last ? (
        <p class="pages">
          <a rel="next" href={`${self}?cursor=${encodeCursor([last.createdMicroseconds, last.id])}`}>
            {words.list.next}
          </a>
        </p>
      ) : null}
    </>,
  );
}

function Command({ text, action }: { readonly text: string; readonly action: string }) {
  return (
    <form method="post" action={action}>
      <button type="submit">{text}</button>
    </form>
  );
}

interface DeliveryOf {
  readonly of: DeliveryRow;
  readonly canSend: boolean;
  readonly action: string;
  readonly words: Words;
}

function DeliveryLine({ of: delivery, canSend, action, words }: DeliveryOf) {
  const texts = words.webhooks;
  return (
    <tr>
      <th scope="row">{texts.events[delivery.event] ?? delivery.event}</th>
      <td>{texts.states[delivery.state]}</td>
      <td>{words.number(delivery.attempts)}</td>
      <td>{delivery.lastAnswer ?? "–"}</td>
      <td>
        <Moment at={delivery.createdAt} />
      </td>
      <td>
        <Moment at={delivery.nextAttemptAt} />
      </td>
      <td>
        {canSend ? (
          <form method="post" action={action}>
            <input type="hidden" name="delivery" value={delivery.id} />
            <button type="submit" class="quiet">
              {texts.again}
            </button>
          </form>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}
