import { Client, Connection, type ClientConfig } from "pg";
import type { Address } from "../core/address.ts";
import { Wire } from "./wire.ts";

/** Opens one connection, without another try. */
export type Driver = (address: Address, signal: AbortSignal) => Promise<Wire>;

/** How long one attempt may take: the TCP and TLS handshakes and the login. */
export const ATTEMPT_MS = 15_000;

/** The `pg` driver. An encrypted connection is tried first for `prefer`; the server's refusal leads to a plain one. */
export const pgDriver: Driver = async (address, signal) => {
  if (address.ssl !== "prefer") return connect(address, signal);
  try {
    return await connect({ ...address, ssl: "require" }, signal);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("does not support SSL")) throw error;
    return connect({ ...address, ssl: "disable" }, signal);
  }
};

async function connect(address: Address, signal: AbortSignal): Promise<Wire> {
  signal.throwIfAborted();
  const client = new Client(configOf(address));
  // Whoever connects or runs something hears of an error there; this one is for what comes in between.
  client.on("error", () => {});
  const parameters = new Map<string, string>();
  let key: BackendKey = { processID: 0, secretKey: 0 };
  client.connection.on("backendKeyData", (message: BackendKey) => {
    key = message;
  });
  client.connection.on(
    "parameterStatus",
    (message: { parameterName: string; parameterValue: string }) =>
      parameters.set(message.parameterName, message.parameterValue),
  );
  const stop = (): void => void client.connection.stream.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
  } catch (error) {
    stop();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return new Wire(client, parameters, () => sendCancel(address, key));
}

export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** A cancel request travels alone on a new connection, encrypted like the first; the server closes it when it is done. */
function sendCancel(address: Address, key: BackendKey): Promise<void> {
  const { ssl = false } = configOf(address);
  const connection = new Connection({ ssl } as ClientConfig) as unknown as CancelConnection;
  return new Promise((resolve, reject) => {
    const send = (): void => connection.cancel(key.processID, key.secretKey);
    connection.on("connect", () => (ssl === false ? send() : connection.requestSsl()));
    connection.on("sslconnect", send);
    connection.on("error", reject);
    connection.on("end", resolve);
    if (isSocket(address.host)) connection.connect(`${address.host}/.s.PGSQL.${address.port}`);
    else connection.connect(address.port, address.host);
  });
}

/** The methods of pg's `Connection` that its published types leave out. */
interface CancelConnection {
  on(event: string, listener: (value: never) => void): void;
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

function configOf(address: Address): ClientConfig {
  return {
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    // A function, so that neither PGPASSWORD nor a password file of this machine is tried instead.
    password: () => address.password ?? "",
    application_name: "neon-dba",
    connectionTimeoutMillis: ATTEMPT_MS,
    keepAlive: true,
    ssl: sslOf(address),
    ...(address.options === undefined ? {} : { options: address.options }),
    ...(address.channelBinding === true ? { enableChannelBinding: true } : {}),
  };
}

function sslOf({ ssl = "disable", ca, host }: Address): NonNullable<ClientConfig["ssl"]> {
  if (ssl === "disable" || isSocket(host)) return false;
  return { rejectUnauthorized: ssl === "verify-full", ...(ca === undefined ? {} : { ca }) };
}

function isSocket(host: string): boolean {
  return host.startsWith("/");
}
