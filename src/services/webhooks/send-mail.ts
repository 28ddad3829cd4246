import { setTimeout } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type { Config } from "../../config.js";
import type { Answer } from "../../domain/webhooks/delivery.js";
import type { MailText } from "../../domain/webhooks/mail-text.js";

export interface Mail extends MailText {
  /** The id of the delivery, the same at each attempt: mail programs show a mail that arrives twice only once. */
  readonly id: string;
  readonly to: readonly string[];
}

/** The deadline for sending a mail. */
const longestMs = 30_000;
/** A server that is silent for this long is treated as unreachable. */
const silenceMs = 15_000;

/**
 * Sends a mail, and returns the server's answer. Never throws for a failed delivery: the answer then holds the error
 * code.
 */
export async function sendMail(mail: NonNullable<Config["mail"]>, { id, to, subject, text }: Mail): Promise<Answer> {
  const { host, port, secure, auth, requireTls, from } = mail;
  const transport = createTransport({
    ...{ host, port, secure, requireTLS: requireTls, ...(auth && { auth }) },
    ...{ connectionTimeout: silenceMs, greetingTimeout: silenceMs, socketTimeout: silenceMs },
  });
  const limit = new AbortController();
  try {
    const sending = transport.sendMail({ from, to: [...to], subject, text, messageId: `<${id}@bulkhead>` });
    const sent = await Promise.race([sending, setTimeout(longestMs, null, { signal: limit.signal })]);
    if (sent === null) return answer("TIMEOUT");
    const { length: refused } = sent.rejected;
    return { ...answer(refused === 0 ? "250" : `250, ${refused} recipients refused`), status: 250 };
  } catch (error) {
    return answer(codeOf(error));
  } finally {
    limit.abort();
    transport.close();
  }
}

function answer(text: string): Answer {
  return { status: null, text, retryAfterSeconds: null };
}

/** The server's reply code, or the code of the error. The message is not used: it could quote an address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "NOT_SENT";
  if ("responseCode" in error && typeof error.responseCode === "number") return String(error.responseCode);
  const code = "code" in error ? String(error.code) : "";
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "NOT_SENT";
}
