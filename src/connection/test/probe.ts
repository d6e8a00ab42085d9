import { lookup } from "node:dns/promises";
import { createConnection, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import type { Address } from "../../core/address.ts";

/** How far a try came. */
export type Stage = "dns" | "tcp" | "tls" | "login" | "statement";

/** Where a try ended, and with what. */
export class StageError extends Error {
  readonly stage: Stage;

  constructor(stage: Stage, cause: unknown) {
    super(`failed at ${stage}`, { cause });
    this.stage = stage;
  }
}

export interface TlsFacts {
  /** `TLSv1.3`; `none` where nothing is encrypted. */
  readonly version: string;
  readonly cipher?: string;
  /** What Node's own list of authorities makes of the certificate: `trusted`, or why not. */
  readonly certificate?: string;
  readonly expires?: string;
  /** The server offers SCRAM-SHA-256-PLUS. */
  readonly channel_binding?: boolean;
}

/** For each step: what takes longer is not slow, it does not come. */
const STEP_MS = 5000;
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** Authentication, SASL. */
const SASL = 10;

/** Resolves a name, connects, encrypts as the address wants it, and asks how a login would go; it does not log in. Throws StageError. */
export async function probe(address: Address, signal: AbortSignal): Promise<TlsFacts> {
  const { host, port } = address;
  if (!host.startsWith("/")) await resolved(host);
  const socket = await step("tcp", signal, () => opened(host, port));
  try {
    const secure = await encryptedFor(address, socket, signal);
    const login = await step("login", signal, () => asked(secure ?? socket, startup(address)));
    if (secure === undefined) return { version: "none" };
    return { ...factsOf(secure), ...bindingOf(login) };
  } finally {
    socket.destroy();
  }
}

/** Undefined where nothing is to be encrypted. */
async function encryptedFor(
  { host, ssl = "disable", ca }: Address,
  socket: Socket,
  signal: AbortSignal,
): Promise<TLSSocket | undefined> {
  if (ssl === "disable" || host.startsWith("/")) return undefined;
  const [answer] = await step("tls", signal, () => asked(socket, SSL_REQUEST));
  if (answer === YES) return step("tls", signal, () => encrypted(socket, host, ca));
  if (answer === NO && ssl === "prefer") return undefined;
  throw new StageError("tls", new Error(answer === NO ? REFUSES_TLS : NOT_POSTGRES));
}

/** `S` and `N`. */
const [YES, NO] = [0x53, 0x4e];

export const REFUSES_TLS = "The server does not support SSL connections";
export const NOT_POSTGRES = "What answers there is no Postgres";

/** TLS of an HTTPS or WebSocket endpoint. */
export async function probeWeb(origin: URL, signal: AbortSignal): Promise<TlsFacts> {
  const host = origin.hostname.replace(/^\[|\]$/g, "");
  const isSecure = origin.protocol === "https:";
  await resolved(host);
  const socket = await step("tcp", signal, () =>
    opened(host, Number(origin.port) || (isSecure ? 443 : 80)),
  );
  try {
    if (!isSecure) return { version: "none" };
    return factsOf(await step("tls", signal, () => encrypted(socket, host)));
  } finally {
    socket.destroy();
  }
}

async function resolved(host: string): Promise<void> {
  if (isIP(host) !== 0) return;
  // names below localhost are this machine's own, whatever a resolver makes of them: RFC 6761
  if (host.endsWith(".localhost")) return;
  await lookup(host).catch((error: unknown) => {
    throw new StageError("dns", error);
  });
}

/** One step within its time, ended with the call. */
async function step<T>(stage: Stage, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(SILENT)), STEP_MS);
    const abort = (): void => reject(new Error("cancelled"));
    signal.addEventListener("abort", abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof StageError ? error : new StageError(stage, error);
  } finally {
    stop();
  }
}

export const SILENT = "no answer in 5 s";

function opened(host: string, port: number): Promise<Socket> {
  const place = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  return new Promise((resolve, reject) => {
    const socket = createConnection(place);
    // what comes after the step is nobody's
    socket.on("error", reject).setTimeout(3 * STEP_MS, () => socket.destroy());
    socket.once("connect", () => resolve(socket));
  });
}

/** Sends bytes and returns the first that come back. */
function asked(socket: Socket, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("Connection terminated")));
    socket.write(bytes);
  });
}

/** The certificate is judged, not enforced: a login with the address's own rules follows. */
function encrypted(socket: Socket, host: string, ca?: string): Promise<TLSSocket> {
  socket.removeAllListeners("data");
  return new Promise((resolve, reject) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const trust = ca === undefined ? {} : { ca };
    const secure = connectTls({
      socket,
      rejectUnauthorized: false,
      host,
      ...servername,
      ...trust,
    });
    secure.once("secureConnect", () => resolve(secure));
    secure.once("error", reject);
    secure.once("close", () => reject(new Error("Connection terminated")));
  });
}

function factsOf(socket: TLSSocket): TlsFacts {
  const { valid_to: until } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const { authorizationError: why } = socket;
  const expires = until === undefined ? {} : { expires: new Date(until).toISOString() };
  return {
    version: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().standardName,
    certificate: socket.authorized ? "trusted" : wordOf(why),
    ...expires,
  };
}

/** OpenSSL's word for what is wrong: `DEPTH_ZERO_SELF_SIGNED_CERT`. */
const wordOf = (why: unknown): string =>
  why instanceof Error && "code" in why ? String(why.code) : String(why);

/** The startup packet of protocol 3.0. */
function startup({ user, database, options }: Address): Buffer {
  const pairs = { user, database, ...(options === undefined ? {} : { options }) };
  const text = Object.entries(pairs).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.from(`${text.join("")}\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.writeUInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
}

/** Of an authentication request that lists mechanisms; of another, or of an error, nothing. */
function bindingOf(answer: Buffer): Pick<TlsFacts, "channel_binding"> {
  if (answer[0] !== 0x52 || answer.length < 9 || answer.readUInt32BE(5) !== SASL) return {};
  return { channel_binding: answer.toString("latin1", 9).includes("SCRAM-SHA-256-PLUS") };
}
