import { S3 } from "@aws-sdk/client-s3";
import { storageFault } from "./s3-faults.js";

export interface S3Endpoint {
  readonly region: string;
  readonly pathStyle: boolean;
}

/**
 * In milliseconds. A connection that is silent for so long is dead; a server may need long to put a large object
 * together.
 */
const timeouts = { connectionTimeout: 5_000, socketTimeout: 60_000 };

/** Creates the S3 client, whose requests fail with a `DomainError`. It reads endpoint and credentials by itself. */
export function openS3({ region, pathStyle }: S3Endpoint): S3 {
  const s3 = new S3({ region, forcePathStyle: pathStyle, requestHandler: timeouts });
  s3.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        throw storageFault(error);
      }
    },
    { name: "storageFault", step: "initialize", priority: "high" },
  );
  return s3;
}
