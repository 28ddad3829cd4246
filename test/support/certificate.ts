import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A certificate for this machine's loopback, in PEM, which is its own authority. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** @param names as a certificate says them: `DNS:localhost`, `IP:127.0.0.2` */
export async function testCertificate(names: readonly string[]): Promise<TestCertificate> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=a test", "-addext", `subjectAltName=${names.join(",")}`, "-keyout", key, "-out", cert],
    ]);
    return { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
