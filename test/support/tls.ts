import { X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type Server } from "node:tls";
import { createCertificate } from "../../src/provider/certificate";

/** A server on `https://localhost` with a certificate that nobody trusts who is not told to. */
export interface Secured {
  readonly url: string;
  readonly port: number;
  /** The file that makes a program trust it. */
  readonly caFile: string;
  close(): void;
}

/** What serves plain connections on a local port, behind TLS. */
export function securedPort(port: number): Promise<Secured> {
  return listening((options) =>
    createTlsServer(options, (socket) => {
      const plain = connect(port, "127.0.0.1");
      for (const [from, to] of [
        [socket, plain],
        [plain, socket],
      ] as const) {
        from.on("error", () => to.destroy());
        from.pipe(to);
      }
    }),
  );
}

/** A web server over TLS. */
export function securedWeb(answer: RequestListener): Promise<Secured> {
  return listening((options) => createServer(options, answer));
}

async function listening(create: (options: { cert: string; key: string }) => Server): Promise<Secured> {
  const { der, keyPem } = createCertificate();
  const cert = new X509Certificate(der).toString();
  const caFile = join(mkdtempSync(join(tmpdir(), "ca-")), "ca.pem");
  writeFileSync(caFile, cert);
  const server = create({ cert, key: keyPem });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, port, caFile, close: () => void server.close() };
}
