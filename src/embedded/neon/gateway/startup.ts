import type { Duplex } from "node:stream";
import { authenticationCleartext } from "./packets.ts";
import { ProxyError } from "./proxy-error.ts";
import { readExactly } from "./read-exactly.ts";
import type { BackendKey } from "./login.ts";

/** What a client begins with. */
export type Startup =
  | { readonly kind: "cancel"; readonly key: BackendKey }
  | {
      readonly kind: "session";
      readonly parameters: ReadonlyMap<string, string>;
      /** The client wants a later minor version than ours, or protocol options. */
      readonly negotiate?: readonly string[];
    };

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
/** As in Postgres (`MAX_STARTUP_PACKET_LENGTH`). */
const LARGEST = 10_000;
const LARGEST_PASSWORD = 64 * 1024;

/** Reads up to and with the startup packet; refuses encryption, as there is none on loopback. */
export async function readStartup(client: Duplex): Promise<Startup> {
  for (;;) {
    const length = (await readExactly(client, 4)).readUInt32BE();
    if (length < 8 || length > LARGEST) throw invalid("invalid length of startup packet");
    const body = await readExactly(client, length - 4);
    const code = body.readUInt32BE();
    if (code === SSL_REQUEST || code === GSS_REQUEST) {
      client.write("N");
      continue;
    }
    if (code === CANCEL_REQUEST) {
      if (length !== 16) throw invalid("invalid length of query cancel packet");
      const key = { processID: body.readInt32BE(4), secretKey: body.readInt32BE(8) };
      return { kind: "cancel", key };
    }
    return session(code, body.subarray(4));
  }
}

function session(code: number, body: Buffer): Startup {
  const [major, minor] = [code >>> 16, code & 0xffff];
  if (major !== 3)
    throw new ProxyError(
      "0A000",
      `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.0`,
    );
  const strings = body.toString().split("\0");
  // Pairs, an empty name behind them, and what is behind the last zero byte.
  if (strings.length % 2 !== 0 || strings.at(-1) !== "" || strings.at(-2) !== "")
    throw invalid("invalid startup packet layout: expected terminator as last byte");
  const parameters = new Map<string, string>();
  for (let at = 0; at < strings.length - 2; at += 2)
    parameters.set(strings[at] ?? "", strings[at + 1] ?? "");
  const unknown = [...parameters.keys()].filter((name) => name.startsWith("_pq_."));
  const negotiate = minor > 0 || unknown.length > 0;
  return { kind: "session", parameters, ...(negotiate ? { negotiate: unknown } : {}) };
}

/** Asks for the password in clear, as Neon's proxy does over WebSocket: the driver sends it before it is asked. */
export async function askPassword(client: Duplex): Promise<string> {
  client.write(authenticationCleartext);
  const header = await readExactly(client, 5);
  const length = header.readUInt32BE(1) - 4;
  if (header[0] !== 0x70 || length < 1 || length > LARGEST_PASSWORD)
    throw invalid("expected password response");
  const body = await readExactly(client, length);
  return body.toString("utf8", 0, length - 1);
}

function invalid(message: string): ProxyError {
  return new ProxyError("08P01", message);
}
