import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { S3Credential } from "../domain/credential.js";
import { invalidSource } from "../domain/source.js";
import { openOverHttp } from "./http-request.js";
import type { OpenedSource, SourceAccess } from "./source-access.js";

/** The signature's lifetime in seconds. A signed request is sent at once. */
const signedForSeconds = 300;

/**
 * Opens an object in a bucket, s3://<bucket>/<key>. The SDK only signs the request. It is sent here, with the same
 * limits as any other request.
 */
export async function openS3Object(url: URL, access: SourceAccess): Promise<OpenedSource | null> {
  const { credential } = access;
  if (credential?.type !== "s3") throw invalidSource("An address with s3 needs a credential of the type s3.");
  const { ca } = credential;
  const signed = new URL(await signedAddress(credential, decodeURIComponent(url.pathname.slice(1))));
  return openOverHttp(signed, { ...access, mostRedirects: 0, toSend: (to) => ({ url: to, headers: {}, ca }) });
}

async function signedAddress(credential: S3Credential, Key: string): Promise<string> {
  const { region, accessKeyId, secretAccessKey, sessionToken, pathStyle: forcePathStyle } = credential;
  const s3 = new S3Client({
    ...{ region, forcePathStyle, useFipsEndpoint: false, useDualstackEndpoint: false },
    // Always set: the settings of the asset store must not decide where a tenant's credential goes.
    endpoint: credential.endpoint ?? `https://s3.${region}.amazonaws.com`,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) },
  });
  try {
    const asked = new GetObjectCommand({ Bucket: new URL(credential.origin).hostname, Key });
    return await getSignedUrl(s3, asked, { expiresIn: signedForSeconds });
  } finally {
    s3.destroy();
  }
}
