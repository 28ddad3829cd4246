import { z } from "zod";

/** A secret. It is sealed when it is stored, and no response contains it. */
const secret = z.string().min(1).max(16_384);
/** Visible characters of ASCII, as headers and names of other systems allow them. */
const visible = z.string().regex(/^[!-~]{1,255}$/);
const httpsOrigin = z.string().regex(/^https:\/\/[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/);
const certificates = z
  .string()
  .regex(/^[\t\r\n -~]{1,65536}$/)
  .nullable()
  .default(null);
const host = {
  origin: httpsOrigin,
  /** Certificates that are trusted for this server in place of the public ones, in PEM. */
  ca: certificates,
};

/** The kinds of credentials that give access to a file on another server. A credential is sent only to its `origin`. */
export const credentialSchemas = {
  /** The user name has no colon, because RFC 7617 ends it at the first colon. */
  basic: z.strictObject({
    ...{ type: z.literal("basic"), ...host, password: secret },
    username: z.string().regex(/^[!-9;-~]{1,255}$/),
  }),
  bearer: z.strictObject({ type: z.literal("bearer"), ...host, token: secret }),
  /** A request header, such as X-Api-Key. */
  header: z.strictObject({
    type: z.literal("header"),
    ...host,
    header: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/),
    value: secret,
  }),
  /** A parameter of the address's query. */
  query: z.strictObject({ type: z.literal("query"), ...host, parameter: visible, value: secret }),
  ssh: z.strictObject({
    type: z.literal("ssh"),
    origin: z.string().regex(/^sftp:\/\/[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/),
    username: visible,
    password: secret.nullable().default(null),
    /** In the format of OpenSSH or PEM. */
    privateKey: secret.nullable().default(null),
    passphrase: secret.nullable().default(null),
    /** Fingerprints of the server's keys, as `ssh-keygen -lf` prints them: SHA256:… */
    hostKeys: z
      .array(z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/))
      .min(1)
      .max(10),
  }),
  s3: z.strictObject({
    type: z.literal("s3"),
    origin: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}$/),
    region: z.string().regex(/^[a-z0-9-]{1,50}$/),
    accessKeyId: visible,
    secretAccessKey: secret,
    sessionToken: secret.nullable().default(null),
    /** A server other than that of AWS. */
    endpoint: z
      .string()
      .regex(/^https?:\/\/[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/)
      .nullable()
      .default(null),
    /** Whether requests name the bucket in the path, not in the host. */
    pathStyle: z.boolean().default(false),
    ca: certificates,
  }),
};

export const credentialSchema = z.discriminatedUnion("type", [
  credentialSchemas.basic,
  credentialSchemas.bearer,
  credentialSchemas.header,
  credentialSchemas.query,
  credentialSchemas.ssh,
  credentialSchemas.s3,
]);

export type Credential = z.infer<typeof credentialSchema>;
export type HttpsCredential = Extract<Credential, { readonly type: "basic" | "bearer" | "header" | "query" }>;
export type SshCredential = Extract<Credential, { readonly type: "ssh" }>;
export type S3Credential = Extract<Credential, { readonly type: "s3" }>;

export const credentialTypes = ["basic", "bearer", "header", "query", "ssh", "s3"] as const;

/** The fields that are sealed. */
const secretFields: ReadonlySet<string> = new Set([
  ...["password", "token", "value", "privateKey", "passphrase", "secretAccessKey", "sessionToken"],
]);

/** Whether a field of any kind of credential is sealed. */
export function isSecretField(name: string): boolean {
  return secretFields.has(name);
}

/** Splits a credential into the fields that responses may show and the sealed ones. */
export function partsOf(credential: Credential) {
  const fields = Object.entries(credential);
  return {
    shown: Object.fromEntries(fields.filter(([name]) => !isSecretField(name))),
    secret: Object.fromEntries(fields.filter(([name]) => isSecretField(name))),
  };
}
