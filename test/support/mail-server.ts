import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly to: string[];
  readonly from: string;
  /** Headers and text, decoded. */
  readonly text: string;
}

export interface MailServer {
  /** With the name and the password that it asks for. */
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** Refuses so many mails for a while before it takes one. */
  refuse(count: number): void;
  close(): Promise<void>;
}

/** A real SMTP server on the loopback. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) => {
      if (username === "campus" && password === "p@ss") done(null, { user: username });
      else done(new Error("another password"));
    },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((received) => {
        if (refusals-- > 0) return done(Object.assign(new Error("busy"), { responseCode: 451 }));
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, from: envelope.mailFrom ? envelope.mailFrom.address : "", text: unfolded(received) });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ url: `smtp://campus:p%40ss@127.0.0.1:${port}`, mails },
    refuse: (count) => {
      refusals = count;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Without quoted-printable's soft line ends and escapes. */
function unfolded(received: string): string {
  const joined = received.replaceAll("=\r\n", "").replaceAll("\r\n", "\n");
  return decodeURIComponent(joined.replaceAll("%", "%25").replaceAll(/=([0-9A-F]{2})/g, "%$1"));
}
