import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { S3 } from "@aws-sdk/client-s3";
import { DomainError } from "../domain/errors.js";
import { storageUnavailable } from "./asset-faults.js";
import { storageFault } from "./s3-faults.js";

export interface S3Object {
  readonly Bucket: string;
  readonly Key: string;
}

/** The most consecutive breaks of a connection, without a byte in between. */
const mostBreaks = 5;
const firstPause = 100;

/** Streams a range of an object. If the connection breaks, it requests the rest. */
export async function* readRange(s3: S3, object: S3Object, start: number, end: number): AsyncGenerator<Buffer> {
  let breaks = 0;
  for (let at = start; at < end; ) {
    try {
      for await (const block of await bodyFrom(s3, object, at, end)) {
        at += block.length;
        breaks = 0;
        yield block;
      }
      if (at < end) throw new Error("the body ended early");
    } catch (error) {
      // The client has already retried the request.
      if (error instanceof DomainError) throw error;
      if (++breaks > mostBreaks) throw storageFault(error);
      await sleep(firstPause * 2 ** (breaks - 1));
    }
  }
}

async function bodyFrom(s3: S3, object: S3Object, start: number, end: number): Promise<AsyncIterable<Buffer>> {
  const { Body, ContentLength } = await s3.getObject({ ...object, Range: `bytes=${start}-${end - 1}` });
  if (!(Body instanceof Readable)) throw storageUnavailable("no body");
  if (ContentLength === end - start) return Body;
  Body.destroy();
  throw storageUnavailable("another range");
}
