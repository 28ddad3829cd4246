import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";
const usualBytes = 32;

/** Returns a new secret in the form of the Standard Webhooks specification. */
export function newSigningSecret(): string {
  return `${prefix}${randomBytes(usualBytes).toString("base64")}`;
}

/** Whether a text is a signing secret: `whsec_`, then 24 to 64 bytes in base64. */
export function isSigningSecret(text: string): boolean {
  const key = keyOf(text);
  return key.length >= 24 && key.length <= 64 && text === `${prefix}${key.toString("base64")}`;
}

/** An attempt to deliver an event. */
interface Attempt {
  /** The same at each attempt. */
  readonly id: string;
  readonly body: string;
  readonly at: Date;
}

/** Returns the headers with which a receiver verifies an attempt, with a signature for each secret. */
export function signedHeaders({ id, body, at }: Attempt, secrets: readonly string[]): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const signature = createHmac("sha256", keyOf(secret)).update(`${id}.${seconds}.${body}`).digest("base64");
    return `v1,${signature}`;
  });
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures.join(" ") };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), "base64");
}
