import { Client } from "@neondatabase/serverless";
import type { Client as PgClient } from "pg";
import type { Address } from "../core/address.ts";
import { ATTEMPT_MS, type BackendKey, type Driver } from "./pg.ts";
import { Tunnel } from "./tunnel.ts";
import { Wire } from "./wire.ts";

/**
 * Postgres through the WebSocket of a Neon proxy, by Neon's driver: the password travels with the startup packet, so that a login is
 * one round trip. The driver carries a node-postgres of its own, in which everything that `Wire` touches is as in pg.
 */
export const neonDriver: Driver = async (address, signal) => {
  signal.throwIfAborted();
  const client = clientOf(address);
  const { connection, neonConfig } = client;
  const tunnel = (): Tunnel | null => (neonConfig as unknown as { ws: Tunnel | null }).ws;
  // what the driver's stream leaves undone
  Object.assign(neonConfig, {
    ref: () => tunnel()?.hold(true),
    unref: () => tunnel()?.hold(false),
    pause: () => tunnel()?.pause(),
    resume: () => tunnel()?.resume(),
    destroy: () => tunnel()?.terminate(),
  });
  Object.defineProperty(neonConfig, "writableNeedDrain", { get: () => tunnel()?.full ?? false });
  connection.once("connect", () => tunnel()?.on("drain", () => neonConfig.emit("drain")));
  // Whoever connects or runs something hears of an error there; this one is for what comes in between.
  client.on("error", () => {});
  const parameters = new Map<string, string>();
  let key: BackendKey = { processID: 0, secretKey: 0 };
  connection.on("backendKeyData", (message: BackendKey) => {
    key = message;
  });
  connection.on("parameterStatus", (message: { parameterName: string; parameterValue: string }) => {
    parameters.set(message.parameterName, message.parameterValue);
  });
  const stop = (): void => void neonConfig.destroy();
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(stop, ATTEMPT_MS);
  try {
    await logIn(client);
  } catch (error) {
    stop();
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
  return new Wire(client as unknown as PgClient, parameters, () => sendCancel(address, key));
};

function clientOf(address: Address): Client {
  const { host, port, database, user, password = "", options } = address;
  const client = new Client({
    host,
    port,
    database,
    user,
    // A function, so that neither PGPASSWORD nor a password file of this machine is tried instead.
    password: () => password,
    application_name: "neon-dba",
    ...(options === undefined ? {} : { options }),
  });
  const { secure, proxy } = gatewayOf(address);
  client.neonConfig.useSecureWebSocket = secure;
  client.neonConfig.wsProxy = proxy;
  client.neonConfig.webSocketConstructor = Tunnel;
  // the tunnel does that, without waiting a millisecond
  client.neonConfig.coalesceWrites = false;
  return client;
}

/** The driver says that it is connected as soon as the tunnel is open; the server's answer to the login comes later. */
async function logIn(client: Client): Promise<void> {
  const { connection } = client;
  const opened = client.connect();
  const answered = new Promise<void>((resolve, reject) => {
    connection.once("readyForQuery", () => resolve());
    connection.once("errorMessage", reject);
    connection.once("error", reject);
    connection.once("end", () => reject(new Error("Connection terminated")));
  });
  await Promise.all([opened, answered]).catch((event: unknown) => {
    // a WebSocket tells of its errors by events
    throw event instanceof Error ? event : ((event as { error?: unknown }).error ?? event);
  });
}

/** The proxy finds the backend by its key alone, and closes when it has passed the request on. */
function sendCancel(address: Address, { processID, secretKey }: BackendKey): Promise<void> {
  const request = Buffer.alloc(16);
  const words = [request.length, CANCEL_REQUEST, processID, secretKey];
  words.forEach((word, index) => request.writeUInt32BE(word >>> 0, index * 4));
  const { secure, proxy } = gatewayOf(address);
  const tunnel = new Tunnel(
    `${secure ? "wss" : "ws"}://${proxy}?address=${address.host}:${address.port}`,
  );
  return new Promise((resolve, reject) => {
    tunnel.once("open", () => tunnel.send(request));
    tunnel.once("error", reject);
    tunnel.once("close", () => resolve());
  });
}

/** The protocol's number of a cancel request. */
const CANCEL_REQUEST = 80877102;

/** Where the WebSocket of a Neon proxy is: behind the endpoint's own name, or at the origin in front of it. */
function gatewayOf({ gateway = "host", host }: Address): { secure: boolean; proxy: string } {
  if (gateway === "host") return { secure: true, proxy: `${host}/v2` };
  const origin = new URL(gateway);
  return { secure: origin.protocol === "https:", proxy: `${origin.host}/v2` };
}
