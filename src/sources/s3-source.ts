import { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import { Readable } from "node:stream";
import { S3, S3ServiceException } from "@aws-sdk/client-s3";
import { invalidSource } from "../domain/source.js";
import { guardedLookup, refuseClosedHost } from "./guarded-lookup.js";
import { connectMs, type OpenedSource, type SourceAccess, silenceMs } from "./source-access.js";
import { connectionFault, denied, statusFault, unavailable } from "./source-faults.js";

const unchanged = 304;

/** An object in a bucket, s3://<bucket>/<key>. */
export async function openS3Object(
  url: URL,
  { credential, networks, signal, known }: SourceAccess,
): Promise<OpenedSource | null> {
  if (credential?.type !== "s3") throw invalidSource("An address with s3 needs a credential of the type s3.");
  const { region, accessKeyId, secretAccessKey, sessionToken, pathStyle: forcePathStyle, ca } = credential;
  // Named in any case: the settings of the asset store must not decide where a tenant's credential goes.
  const endpoint = credential.endpoint ?? `https://s3.${region}.amazonaws.com`;
  refuseClosedHost(new URL(endpoint).hostname, networks);
  const lookup = guardedLookup(networks);
  const s3 = new S3({
    ...{ region, endpoint, forcePathStyle, maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) },
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      httpsAgent: new Agent({ lookup, ...(ca === null ? {} : { ca }) }),
      httpAgent: new HttpAgent({ lookup }),
    },
  });
  try {
    const condition = known === null ? {} : { IfNoneMatch: known };
    const asked = { Bucket: url.hostname, Key: decodeURIComponent(url.pathname.slice(1)), ...condition };
    const { Body, ContentLength, ContentType, ETag } = await s3.getObject(asked, { abortSignal: signal });
    if (!(Body instanceof Readable)) throw unavailable("it sent no body");
    return {
      contentType: ContentType ?? "",
      size: ContentLength ?? null,
      version: ETag ?? null,
      bytes: bodyOf(Body, ContentLength),
      close: () => {
        Body.destroy();
        s3.destroy();
      },
    };
  } catch (error) {
    s3.destroy();
    if (signal.aborted) throw signal.reason;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === unchanged) return null;
    throw faultOf(error);
  }
}

function faultOf(error: unknown): Error {
  if (!(error instanceof S3ServiceException)) return connectionFault(error);
  const status = error.$metadata.httpStatusCode ?? 0;
  if (["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"].includes(error.name)) {
    return denied(error.name);
  }
  return statusFault(status) ?? unavailable("it sent no body");
}

async function* bodyOf(body: Readable, length: number | undefined): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const block of body) {
      read += block.length;
      yield block;
    }
  } catch (error) {
    throw connectionFault(error);
  }
  if (length !== undefined && read !== length) throw unavailable("the file ended early");
}
