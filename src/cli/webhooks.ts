import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { components } from "../../clients/typescript/src/schema.js";
import { type DeliveryState, deliveryStates } from "../domain/webhooks/delivery.js";
import { eventTypes } from "../domain/webhooks/event.js";
import { longestOverlapHours, usualOverlapHours } from "../domain/webhooks/webhook.js";
import { connect } from "./connect.js";
import { given } from "./given.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { jsonOption, type OutputOptions, remark, say, sayCells } from "./output.js";
import { wholeNumber } from "./whole-number.js";

type MadeWebhook = components["schemas"]["MadeWebhook"];

/** `bulkhead webhooks …`: servers and mailboxes that get events. */
export function webhookCommands(program: Command): void {
  const webhooks = program.command("webhooks").description("servers and mailboxes that get events");
  listCommand(webhooks);
  makeCommands(webhooks);
  stateCommands(webhooks);
  deliveryCommands(webhooks);
}

function listCommand(webhooks: Command): void {
  const list = webhooks
    .command("list")
    .description("the oldest first: id, address, enabled or why not, since when every attempt fails, events");
  addListOptions(list).action(async ({ limit, json }: ListOptions) => {
    const { api } = await connect();
    const page = await answer(api.GET("/api/webhooks", { params: { query: { limit } } }));
    if (json) return void say(JSON.stringify(page));
    for (const { id, url, disabledBecause, failingSince, events } of page.items) {
      const state = disabledBecause === null ? "enabled" : `disabled: ${disabledBecause}`;
      sayCells(id, url, state, failingSince, events.join(" "));
    }
  });
}

const hoursOf = (text: string) => wholeNumber(text, 0, longestOverlapHours);

interface CreateOptions extends OutputOptions {
  readonly event: components["schemas"]["NewWebhook"]["events"];
  readonly ca?: string;
}

function makeCommands(webhooks: Command): void {
  webhooks
    .command("create")
    .description("have events sent to a server; prints the secret that they are signed with, once")
    .argument("<url>", "an https address, or mailto: with addresses")
    .addOption(
      new Option("--event <event...>", "an event that it gets; several are possible")
        .choices([...eventTypes])
        .makeOptionMandatory(),
    )
    .option("--ca <file>", "certificates in PEM that are trusted for the server in place of the public ones")
    .option(...jsonOption)
    .action(async (url: string, { event: events, ca: file, json }: CreateOptions) => {
      const ca = file === undefined ? {} : { ca: await readFile(file, "utf8") };
      const { api } = await connect();
      sayMade(await answer(api.POST("/api/webhooks", { body: { url, events, ...ca } })), json);
    });

  webhooks
    .command("rotate")
    .description("replace the secret; the former one signs as well for some hours. Prints the new one, once")
    .argument("<id>", "from webhooks list")
    .option("--overlap-hours <hours>", "how long both sign", hoursOf, usualOverlapHours)
    .option(...jsonOption)
    .action(async (id: string, { overlapHours, json }: OutputOptions & { overlapHours: number }) => {
      const { api } = await connect();
      const asked = { params: { path: { id } }, body: { overlapHours } };
      sayMade(await answer(api.POST("/api/webhooks/{id}/rotate", asked)), json);
    });
}

function stateCommands(webhooks: Command): void {
  for (const [verb, enabled] of [["enable", true] as const, ["disable", false] as const]) {
    webhooks
      .command(verb)
      .description(enabled ? "send events to it again" : "send nothing to it until it is enabled")
      .argument("<id>", "from webhooks list")
      .action(async (id: string) => {
        await (await connect()).api.PATCH("/api/webhooks/{id}", { params: { path: { id } }, body: { enabled } });
      });
  }

  webhooks
    .command("delete")
    .description("remove a webhook with its deliveries")
    .argument("<id>", "from webhooks list")
    .action(async (id: string) => {
      await (await connect()).api.DELETE("/api/webhooks/{id}", { params: { path: { id } } });
    });
}

function deliveryCommands(webhooks: Command): void {
  webhooks
    .command("test")
    .description("send an event of the type webhook.test; prints the delivery's id")
    .argument("<id>", "from webhooks list")
    .option(...jsonOption)
    .action(async (id: string, { json }: OutputOptions) => {
      const { api } = await connect();
      const delivery = await answer(api.POST("/api/webhooks/{id}/test", { params: { path: { id } } }));
      say(json ? JSON.stringify(delivery) : delivery.id);
    });

  const deliveries = webhooks
    .command("deliveries")
    .description("the events that it was sent, the newest first: id, event, state, attempts, last answer, when")
    .argument("<id>", "from webhooks list")
    .addOption(new Option("--state <state>", "only these").choices([...deliveryStates]));
  addListOptions(deliveries).action(
    async (id: string, { state, limit, json }: ListOptions & { state?: DeliveryState }) => {
      const { api } = await connect();
      const params = { path: { id }, query: { limit, ...given({ state }) } };
      const page = await answer(api.GET("/api/webhooks/{id}/deliveries", { params }));
      if (json) return void say(JSON.stringify(page));
      for (const { id: delivery, event, state: now, attempts, lastAnswer, createdAt } of page.items) {
        sayCells(delivery, event, now, attempts, lastAnswer, createdAt);
      }
    },
  );

  webhooks
    .command("redeliver")
    .description("send a delivery again, with the same webhook-id")
    .argument("<id>", "from webhooks list")
    .argument("<delivery>", "from webhooks deliveries")
    .action(async (id: string, delivery: string) => {
      const params = { path: { id, delivery } };
      await (await connect()).api.POST("/api/webhooks/{id}/deliveries/{delivery}/redeliver", { params });
    });
}

function sayMade(made: MadeWebhook, json: true | undefined): void {
  if (json) return void say(JSON.stringify(made));
  if (made.secret !== null) say(made.secret);
  remark(`webhook ${made.id}${made.secret === null ? "" : " (its secret is shown only now)"}`);
}
