import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Client, type SFTPWrapper, type Stats } from "ssh2";
import type { SshCredential } from "../domain/credential.js";
import { DomainError } from "../domain/errors.js";
import { invalidSource } from "../domain/source.js";
import { guardedLookup, refuseClosedHost } from "./guarded-lookup.js";
import { connectMs, isSettled, type OpenedSource, type SourceAccess, silenceMs } from "./source-access.js";
import { connectionFault, denied, notThere, unavailable, untrusted } from "./source-faults.js";

const sshPort = 22;
/** The largest piece that every server gives at once. */
const pieceBytes = 32 << 10;
/** What the protocol calls its answers (draft-ietf-secsh-filexfer-02, section 7). */
const noSuchFile = 2;
const permissionDenied = 3;

/** A file over SFTP, from a server whose key is pinned. One that changes while it is read is not taken. */
export async function openSftp(url: URL, access: SourceAccess): Promise<OpenedSource | null> {
  const { credential, signal, known } = access;
  if (credential?.type !== "ssh") throw invalidSource("An address with sftp needs a credential of the type ssh.");
  const client = new Client();
  const close = () => void client.destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    const sftp = await session(client, await socketTo(url, access), credential);
    const path = decodeURIComponent(url.pathname);
    const found = await statOf(sftp, path);
    if (!found.isFile()) throw notThere("it is no file");
    const version = `${found.mtime} ${found.size}`;
    if (version === known) {
      close();
      return null;
    }
    return {
      contentType: "",
      size: found.size,
      version: isSettled(new Date(found.mtime * 1_000), new Date()) ? version : null,
      bytes: bytesOf(sftp, path, found),
      close,
    };
  } catch (error) {
    close();
    throw signal.aborted ? signal.reason : error;
  }
}

async function socketTo(url: URL, { networks, signal }: SourceAccess): Promise<Socket> {
  refuseClosedHost(url.hostname, networks);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: Number(url.port || sshPort), lookup: guardedLookup(networks) });
  socket.setTimeout(silenceMs, () => socket.destroy(unavailable("it was silent")));
  try {
    await once(socket, "connect", { signal: AbortSignal.any([signal, AbortSignal.timeout(connectMs)]) });
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof Error && error.name === "AbortError") throw unavailable("it did not answer");
    throw connectionFault(error);
  }
}

function session(
  client: Client,
  sock: Socket,
  { username, password, privateKey, passphrase, hostKeys }: SshCredential,
): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    let refused: string | null = null;
    client.on("ready", () => client.sftp((error, sftp) => (error ? reject(sshFault(error)) : resolve(sftp))));
    client.on("error", (error) =>
      reject(refused === null ? sshFault(error) : untrusted(`its host key is ${refused}, which is not pinned`)),
    );
    client.on("close", () => reject(unavailable("the connection broke")));
    client.connect({
      ...{ sock, username, readyTimeout: connectMs },
      ...(password === null ? {} : { password }),
      ...(privateKey === null ? {} : { privateKey }),
      ...(passphrase === null ? {} : { passphrase }),
      hostVerifier: (key: Buffer) => {
        const found = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
        if (!hostKeys.includes(found)) refused = found;
        return refused === null;
      },
    });
  });
}

function sshFault(error: Error): DomainError {
  if ("level" in error && error.level === "client-authentication") return denied("no way to sign in was accepted");
  return connectionFault(error);
}

function statOf(sftp: SFTPWrapper, path: string): Promise<Stats> {
  return new Promise((resolve, reject) => {
    sftp.stat(path, (error, found) => (error ? reject(fileFault(error)) : resolve(found)));
  });
}

function fileFault(error: unknown): DomainError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === noSuchFile) return notThere("no such file");
  return code === permissionDenied ? denied("permission denied") : connectionFault(error);
}

async function* bytesOf(sftp: SFTPWrapper, path: string, before: Stats): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    // One byte more than there was: a file that goes on growing is noticed, and not followed.
    for await (const block of sftp.createReadStream(path, { highWaterMark: pieceBytes, end: before.size })) {
      read += block.length;
      yield block;
    }
  } catch (error) {
    throw error instanceof DomainError ? error : fileFault(error);
  }
  const after = await statOf(sftp, path);
  const isSame = after.size === read && before.size === read && after.mtime === before.mtime;
  if (!isSame) throw unavailable("the file changed while it was read");
}
