import { connect } from "node:net";

/** One response as it came over the wire. */
export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Conversation {
  readonly idleMs?: number;
  readonly pauseMs?: number;
  /** Says after the last piece that nothing more will come. */
  readonly halfClose?: boolean;
}

/** A stream is kept alive for as long as its request is not answered, so that it is never idle. */
const LONGEST_MS = 240_000;

/** Sends these bytes in these pieces on one connection and returns everything that comes back until the server closes it, or nothing comes for `idleMs`. */
export function converse(
  port: number,
  pieces: readonly (Buffer | string)[],
  { idleMs = 20_000, pauseMs = 0, halfClose = false }: Conversation = {},
): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      }
      if (halfClose) socket.end();
    });
    socket.setTimeout(idleMs, () => socket.destroy());
    const longest = setTimeout(() => socket.destroy(), LONGEST_MS);
    socket.on("data", (chunk) => chunks.push(chunk));
    // a server that has refused resets a connection on which bytes are still coming
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(longest);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** A POST to the endpoint; the headers given replace those of the same name, one that is undefined is left out. */
export function post(
  port: number,
  body: Buffer | string,
  headers: Readonly<Record<string, string | undefined>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const all: Record<string, string | undefined> = {
    host: `127.0.0.1:${port}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "content-length": String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return Buffer.concat([Buffer.from(`POST /mcp HTTP/1.1\r\n${lines.join("")}\r\n`), bytes]);
}

/** The responses of a connection in their order. Throws on bytes that are no HTTP/1.1 response. */
export function responses(bytes: Buffer): Received[] {
  const found: Received[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0) throw new Error(`No head of a response: ${bytes.toString("latin1", at, at + 80)}`);
    const [first = "", ...lines] = bytes.toString("latin1", at, end).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) throw new Error(`No status line: ${first.slice(0, 80)}`);
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const read = bodyAt(bytes, end + 4, headers);
    at = read.next;
    if (status >= 200) found.push({ status, headers, body: read.body });
  }
  return found;
}

function bodyAt(
  bytes: Buffer,
  start: number,
  headers: Readonly<Record<string, string>>,
): { body: string; next: number } {
  if (headers["transfer-encoding"] === "chunked") return chunksAt(bytes, start);
  const length = Number(headers["content-length"] ?? 0);
  return { body: bytes.toString("utf8", start, start + length), next: start + length };
}

function chunksAt(bytes: Buffer, start: number): { body: string; next: number } {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const line = bytes.indexOf("\r\n", at);
    // the connection ended in the middle of a stream
    if (line < 0) return { body: Buffer.concat(parts).toString(), next: bytes.length };
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    at = line + 2;
    if (size === 0) return { body: Buffer.concat(parts).toString(), next: at + 2 };
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

/** The JSON-RPC messages of a response: one in JSON, or those of an event stream. */
export function messagesOf({ headers, body }: Received): unknown[] {
  if (body === "") return [];
  if (headers["content-type"]?.startsWith("text/event-stream") !== true) return [JSON.parse(body)];
  return body
    .split("\n")
    .flatMap((line) => (/^data: ./.test(line) ? [JSON.parse(line.slice(6)) as unknown] : []));
}
