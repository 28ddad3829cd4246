import { connect, type Socket } from "node:net";
import type { Stats } from "ssh2";
import { invalidSource } from "../domain/source.js";
import { guardedLookup, refuseClosedHost } from "./guarded-lookup.js";
import { SftpSession } from "./sftp-session.js";
import { connectMs, isSettled, type OpenedSource, type SourceAccess, silenceMs } from "./source-access.js";
import { connectionFault, notThere, unavailable } from "./source-faults.js";

const sshPort = 22;
/**
 * The largest piece that every server sends in one answer, and how many pieces are requested ahead, because of the
 * network's latency.
 */
const pieceBytes = 32 << 10;
const piecesAhead = 32;

/**
 * Opens a file over SFTP, from a server whose key is pinned; null if the server still has the known version. A file
 * that changes while it is read is refused.
 */
export async function openSftp(url: URL, access: SourceAccess): Promise<OpenedSource | null> {
  const { credential, signal, known } = access;
  if (credential?.type !== "ssh") throw invalidSource("An address with sftp needs a credential of the type ssh.");
  const session = new SftpSession(signal);
  const socket = await socketTo(url, access);
  const close = () => {
    session.end();
    socket.destroy();
  };
  try {
    await session.begin(socket, credential);
    const path = decodeURIComponent(url.pathname);
    const found = await session.stat(path);
    if (!found.isFile()) throw notThere("it is no file");
    const version = `${found.mtime} ${found.size}`;
    if (version === known) {
      close();
      return null;
    }
    return {
      ...{ contentType: "", size: found.size, close },
      version: isSettled(new Date(found.mtime * 1_000), new Date()) ? version : null,
      bytes: bytesOf(session, path, found),
    };
  } catch (error) {
    close();
    throw error;
  }
}

function socketTo(url: URL, { networks, signal }: SourceAccess): Promise<Socket> {
  refuseClosedHost(url.hostname, networks);
  const socket = connect({
    ...{ host: url.hostname, port: Number(url.port || sshPort) },
    ...{ lookup: guardedLookup(networks), signal },
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(unavailable("it did not answer")), connectMs);
    socket.on("connect", () => {
      clearTimeout(late);
      socket.setTimeout(silenceMs, () => socket.destroy(unavailable("it was silent")));
      resolve(socket);
    });
    socket.on("error", (error) => reject(signal.aborted ? signal.reason : connectionFault(error)));
    socket.on("close", () => {
      clearTimeout(late);
      reject(unavailable("the connection broke"));
    });
  });
}

async function* bytesOf(session: SftpSession, path: string, before: Stats): AsyncGenerator<Buffer> {
  const handle = await session.open(path);
  const ahead: Promise<Buffer>[] = [];
  for (let asked = 0; asked < before.size || ahead.length > 0; ) {
    while (asked < before.size && ahead.length < piecesAhead) {
      const piece = pieceOf(session, handle, asked, Math.min(pieceBytes, before.size - asked));
      // The piece is awaited later, in order.
      piece.catch(() => undefined);
      ahead.push(piece);
      asked += pieceBytes;
    }
    yield await (ahead.shift() ?? Buffer.alloc(0));
  }
  const after = await session.stat(path);
  if (after.size !== before.size || after.mtime !== before.mtime) throw changed();
}

/** Reads a number of bytes from a position. A server may send fewer bytes than requested. */
async function pieceOf(session: SftpSession, handle: Buffer, from: number, length: number): Promise<Buffer> {
  const piece = Buffer.alloc(length);
  for (let read = 0; read < length; ) {
    const more = await session.read(handle, piece, read, from + read);
    if (more === 0) throw changed();
    read += more;
  }
  return piece;
}

function changed() {
  return unavailable("the file changed while it was read");
}
