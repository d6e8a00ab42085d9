import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket, createSecureContext } from "node:tls";

/** TLS in front of a Postgres, as Neon's proxy has it: no connection without it. */
export interface TlsDoor extends AsyncDisposable {
  readonly port: number;
  /** PEM of the authority that signed the certificate for `localhost`. */
  readonly ca: string;
  /** Connections open at the same time, at most, since this was last asked. */
  peak(): number;
  /** Connections that their client left without a word, since this was last asked. */
  torn(): number;
  /** Resets all connections, as a network does that loses them. */
  cut(): number;
}

export async function openTlsDoor(folder: string, postgres: number): Promise<TlsDoor> {
  const { key, certificate, ca } = makeCertificate(folder);
  const secureContext = createSecureContext({ key, cert: certificate });
  const open = new Set<Socket>();
  let peak = 0;
  let torn = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (first) => {
      if (first.length !== 8 || first.readUInt32BE(4) !== SSL_REQUEST) return void socket.destroy();
      socket.write("S");
      const inside = new TLSSocket(socket, { isServer: true, secureContext });
      inside.on("error", () => socket.destroy());
      // Counted once a client goes on: one that does not trust the certificate never does.
      inside.once("secure", () => {
        open.add(socket);
        peak = Math.max(peak, open.size);
        const behind = connect(postgres, "127.0.0.1");
        behind.on("error", () => inside.destroy());
        let last: Buffer = Buffer.alloc(0);
        inside.on("data", (chunk: Buffer) => (last = chunk));
        behind.pipe(inside).pipe(behind);
        socket.once("close", () => {
          if (open.delete(socket) && !last.subarray(-5).equals(TERMINATE)) torn += 1;
          behind.destroy();
        });
        // What the server has closed is no connection any more, whenever the client looks.
        behind.once("close", () => {
          open.delete(socket);
          inside.end();
        });
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const cut = (): number => {
    const count = open.size;
    for (const socket of open) socket.resetAndDestroy();
    return count;
  };
  return {
    port: (server.address() as AddressInfo).port,
    ca,
    peak() {
      const most = peak;
      peak = open.size;
      return most;
    },
    torn() {
      const count = torn;
      torn = 0;
      return count;
    },
    cut,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
    },
  };
}

const SSL_REQUEST = 80_877_103;
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

const OPENSSL = process.env["OPENSSL"] ?? "openssl";

function makeCertificate(folder: string): Record<"key" | "certificate" | "ca", string> {
  const run = (...args: string[]): void =>
    void execFileSync(OPENSSL, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const subject = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  run(
    "req",
    "-x509",
    ...subject,
    "-days",
    "2",
    "-subj",
    "/CN=test authority",
    "-addext",
    "keyUsage=critical,keyCertSign",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  run("req", ...subject, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
  execFileSync("sh", ["-c", "echo subjectAltName=DNS:localhost >names"], { cwd: folder });
  run(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "names",
    "-out",
    "server.pem",
  );
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { key: read("server.key"), certificate: read("server.pem"), ca: read("ca.pem") };
}
