import { randomBytes } from "node:crypto";
import { S3 } from "@aws-sdk/client-s3";
import type { S3Location } from "../../src/assets/s3-asset-store.js";
import { readEnv } from "../../src/config.js";

/** The server that `scripts/s3.sh` started, whose address and keys are in the client's own variables. */
export const s3Variables: Record<string, string> = (() => {
  const env = readEnv();
  const names = ["AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "TEST_S3_FOLDER"];
  return Object.fromEntries(
    names.map((name) => {
      const value = env[name];
      if (!value) throw new Error(`${name} is not set: npm run test:s3 runs these tests`);
      return [name, value];
    }),
  );
})();

export function testS3(): S3 {
  return new S3({ forcePathStyle: true });
}

/** A bucket of its own for a test file. */
export async function newBucket(s3: S3): Promise<S3Location> {
  const bucket = `test-${randomBytes(6).toString("hex")}`;
  await s3.createBucket({ Bucket: bucket });
  return { bucket, prefix: "bulkhead/assets", region: "us-east-1", pathStyle: true };
}

/** All keys of a bucket, those of uploads in parts that are still open too. */
export async function keysIn(s3: S3, Bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  const { Uploads = [] } = await s3.listMultipartUploads({ Bucket });
  return [...Contents, ...Uploads].map(({ Key = "" }) => Key);
}

/** Runs with another address of the server, which the client reads when it is first used. */
export async function withEndpoint<T>(url: string, run: () => Promise<T>): Promise<T> {
  const before = process.env.AWS_ENDPOINT_URL_S3;
  process.env.AWS_ENDPOINT_URL_S3 = url;
  try {
    return await run();
  } finally {
    process.env.AWS_ENDPOINT_URL_S3 = before;
  }
}
