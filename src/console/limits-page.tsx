import type { Hono } from "hono";
import { limitsOf } from "../http/limits.js";
import type { ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { page } from "./parts/layout.js";
import type { Words } from "./words/english.js";

type Limit = Awaited<ReturnType<typeof limitsOf>>[number];

/** The tenant's limits, with use and bound. */
export function limitsPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/limits", async (context) => {
    const words = context.get("words");
    const limits = await limitsOf(deps, context.get("caller"));
    return context.html(
      page(
        context,
        { title: words.limits.title, section: "limits" },
        <>
          <h1>{words.limits.title}</h1>
          <p>{words.limits.about}</p>
          <section class="scroll card" tabindex={0} aria-label={words.limits.title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.limits.limit}</th>
                  <th scope="col">{words.limits.used}</th>
                  <th scope="col">{words.limits.bound}</th>
                </tr>
              </thead>
              <tbody>
                {limits.map((limit) => (
                  <LimitRow limit={limit} words={words} />
                ))}
              </tbody>
            </table>
          </section>
        </>,
      ),
    );
  });
}

function LimitRow({ limit: { name, used, bound, scope }, words }: { limit: Limit; words: Words }) {
  return (
    <tr>
      <th scope="row">
        {words.limits.names[name]} {scope === "tenant" ? null : <span class="tag">{words.limits.scopes[scope]}</span>}
      </th>
      <td>{used === null ? "–" : words.number(used)}</td>
      <td>{words.number(bound)}</td>
    </tr>
  );
}
