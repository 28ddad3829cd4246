import type { Hono } from "hono";
import { listCredentials } from "../db/sources/credentials.js";
import { type Credential, credentialSchema, credentialTypes, isSecretField } from "../domain/credential.js";
import { requireRole } from "../http/request/auth.js";
import { shortBody } from "../http/request/body.js";
import { credentialNameField, shaped } from "../http/request/fields.js";
import { forgetCredential, storeCredential } from "../services/sources/credentials.js";
import type { ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { Confirmed } from "./parts/confirmed.js";
import { formOf } from "./parts/form.js";
import { page } from "./parts/layout.js";
import { Cell, Moment } from "./parts/values.js";
import type { Words } from "./words/english.js";

const shownCredentials = 500;

type CredentialType = Credential["type"];

/** The fields of each form. A question mark: the field may be left empty. */
const fieldsOf: Readonly<Record<CredentialType, readonly string[]>> = {
  basic: ["username", "password", "ca?"],
  bearer: ["token", "ca?"],
  header: ["header", "value", "ca?"],
  query: ["parameter", "value", "ca?"],
  ssh: ["username", "password?", "privateKey?", "passphrase?", "hostKeys"],
  s3: ["region", "accessKeyId", "secretAccessKey", "sessionToken?", "endpoint?", "ca?"],
};
const longTexts: ReadonlySet<string> = new Set(["ca", "privateKey", "hostKeys"]);
const originExamples: Readonly<Record<CredentialType, string>> = {
  ...{ basic: "https://erp.example", bearer: "https://erp.example", header: "https://erp.example" },
  ...{ query: "https://erp.example", ssh: "sftp://files.example", s3: "s3://bucket" },
};

/** The tenant's credentials for files on other servers; the role admin stores and removes them. */
export function credentialsPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/credentials", async (context) => {
    const words = context.get("words");
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const { tenantId } = caller;
    const type = credentialTypes.find((known) => known === context.req.query("type")) ?? "basic";
    const stored = await listCredentials(deps.db.query, { tenantId, after: null, limit: shownCredentials });
    return context.html(
      page(
        context,
        { title: words.credentials.title, section: "credentials" },
        <>
          <h1>{words.credentials.title}</h1>
          <p>{words.credentials.about}</p>
          {stored.length === 0 ? <p>{words.credentials.none}</p> : null}
          <ul class="groups">
            {stored.map(({ name, shown, changedBy, changedAt }) => (
              <li class="card file">
                <p>
                  <strong>
                    <Cell text={name} />
                  </strong>{" "}
                  <span class="tag">{words.credentials.types[String(shown.type)]}</span>
                </p>
                <p class="about">
                  <Cell text={String(shown.origin)} /> · {words.credentials.changed} <Moment at={changedAt} />{" "}
                  {words.credentials.by(changedBy)}
                </p>
                <Confirmed text={words.credentials.remove} action="/console/credentials/remove">
                  <input type="hidden" name="name" value={name} />
                </Confirmed>
              </li>
            ))}
          </ul>
          <CredentialForm type={type} words={words} />
        </>,
      ),
    );
  });
  app.post("/credentials", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const { name = "", ...fields } = Object.fromEntries(await formOf(context));
    const key = { tenantId: caller.tenantId, name: shaped(credentialNameField, name, "INVALID_BODY") };
    const credential = shaped(credentialSchema, credentialFields(fields), "INVALID_BODY");
    await storeCredential(deps, key, credential, caller.name);
    return context.redirect("/console/credentials", 303);
  });
  app.post("/credentials/remove", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    await forgetCredential(deps, { tenantId: caller.tenantId, name: (await formOf(context)).get("name") ?? "" });
    return context.redirect("/console/credentials", 303);
  });
}

/** Returns a form's fields in the shape of the API's request, without the empty ones. */
function credentialFields(form: Readonly<Record<string, string>>): Record<string, unknown> {
  const filled = Object.entries(form).flatMap(([name, value]): [string, unknown][] => {
    if (value.trim() === "") return [];
    if (name === "hostKeys") return [[name, value.trim().split(/\s+/)]];
    // Browsers send line breaks as CR LF.
    return [[name, longTexts.has(name) ? `${value.replaceAll("\r\n", "\n").trim()}\n` : value]];
  });
  const fields = Object.fromEntries(filled);
  // Self-hosted servers rarely have a host name for each bucket.
  return fields.type === "s3" ? { ...fields, pathStyle: "endpoint" in fields } : fields;
}

function CredentialForm({ type, words }: { readonly type: CredentialType; readonly words: Words }) {
  const texts = words.credentials;
  return (
    <>
      <h2>{texts.make}</h2>
      <nav aria-label={texts.make} class="tabs">
        <ul>
          {credentialTypes.map((known) => (
            <li>
              <a href={`/console/credentials?type=${known}`} aria-current={known === type ? "page" : undefined}>
                {texts.types[known]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/console/credentials" class="card stacked" autocomplete="off">
        <input type="hidden" name="type" value={type} />
        <label>
          {texts.fields.name}
          <input name="name" required maxlength={100} pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" />
        </label>
        <label>
          {texts.fields.origin}
          <input name="origin" required maxlength={300} placeholder={originExamples[type]} />
        </label>
        {fieldsOf[type].map((field) => {
          const name = field.replace("?", "");
          return <Field name={name} text={texts.fields[name] ?? name} isNeeded={name === field} />;
        })}
        <p class="commands">
          <button type="submit" class="main">
            {texts.store}
          </button>
        </p>
      </form>
    </>
  );
}

interface FieldOf {
  readonly name: string;
  readonly text: string;
  readonly isNeeded: boolean;
}

function Field({ name, text, isNeeded }: FieldOf) {
  if (longTexts.has(name)) {
    return (
      <label>
        {text}
        <textarea name={name} required={isNeeded} rows={4} spellcheck={false} />
      </label>
    );
  }
  const isHidden = isSecretField(name);
  return (
    <label>
      {text}
      <input
        name={name}
        type={isHidden ? "password" : "text"}
        required={isNeeded}
        autocomplete={isHidden ? "new-password" : "off"}
      />
    </label>
  );
}
