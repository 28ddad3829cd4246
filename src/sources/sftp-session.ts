import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { Client, type SFTPWrapper, type Stats } from "ssh2";
import type { SshCredential } from "../domain/credential.js";
import { DomainError } from "../domain/errors.js";
import { connectMs } from "./source-access.js";
import { connectionFault, denied, notThere, unavailable, untrusted } from "./source-faults.js";

/** The protocol's status codes (draft-ietf-secsh-filexfer-02, section 7). */
const endOfFile = 1;
const noSuchFile = 2;
const permissionDenied = 3;

type Answered<Value> = (error: Error | null | undefined, value: Value) => void;

/**
 * A session with an SFTP server. Every pending request ends with the connection or the signal, since the server may
 * send an answer that cannot be parsed.
 */
export class SftpSession {
  private readonly client = new Client();
  private readonly waiting = new Set<(error: unknown) => void>();
  private sftp: SFTPWrapper | null = null;
  private failure: unknown = null;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.fail(signal.reason), { once: true });
    this.client.on("close", () => this.fail(unavailable("the connection broke")));
  }

  /** Signs in. Throws `SOURCE_UNTRUSTED` if the server's key is not pinned, and `SOURCE_DENIED`. */
  async begin(sock: Socket, credential: SshCredential): Promise<void> {
    const { username, password, privateKey, passphrase, hostKeys } = credential;
    let refused: string | null = null;
    this.client.on("error", (error) =>
      this.fail(refused === null ? sshFault(error) : untrusted(`its host key is ${refused}, which is not pinned`)),
    );
    this.sftp = await this.answer<SFTPWrapper>((answered) => {
      this.client.on("ready", () => this.client.sftp(answered));
      this.client.connect({
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
    this.sftp.on("error", (error: unknown) => this.fail(connectionFault(error)));
  }

  stat(path: string): Promise<Stats> {
    return this.answer((answered) => this.opened.stat(path, answered));
  }

  open(path: string): Promise<Buffer> {
    return this.answer((answered) => this.opened.open(path, "r", answered));
  }

  /** Reads into a buffer; returns the number of bytes read, 0 at the file's end. */
  async read(handle: Buffer, into: Buffer, offset: number, position: number): Promise<number> {
    return this.answer((answered) =>
      this.opened.read(handle, into, offset, into.length - offset, position, (error, length) =>
        codeOf(error) === endOfFile ? answered(null, 0) : answered(error, length),
      ),
    );
  }

  /** Ends the connection, and all pending requests. */
  end(): void {
    this.fail(unavailable("the connection broke"));
  }

  private get opened(): SFTPWrapper {
    if (this.sftp === null) throw new Error("the session has not begun");
    return this.sftp;
  }

  private answer<Value>(ask: (answered: Answered<Value>) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure);
      this.waiting.add(reject);
      const answered: Answered<Value> = (error, value) => {
        this.waiting.delete(reject);
        if (error) reject(fileFault(error));
        else resolve(value);
      };
      try {
        ask(answered);
      } catch (error) {
        this.waiting.delete(reject);
        reject(connectionFault(error));
      }
    });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    for (const reject of this.waiting) reject(this.failure);
    this.waiting.clear();
    this.client.destroy();
  }
}

function sshFault(error: Error): DomainError {
  if ("level" in error && error.level === "client-authentication") return denied("no way to sign in was accepted");
  return connectionFault(error);
}

function fileFault(error: Error): DomainError {
  if (error instanceof DomainError) return error;
  if (codeOf(error) === noSuchFile) return notThere("no such file");
  return codeOf(error) === permissionDenied ? denied("permission denied") : connectionFault(error);
}

function codeOf(error: Error | null | undefined): unknown {
  return error && "code" in error ? error.code : undefined;
}
