import type { Socket } from "node:net";
import { Client, DatabaseError, type ClientConfig } from "pg";
import { wrongPassword } from "./proxy-error.ts";

/** Whom to be on which compute. */
export interface Login {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password: string;
  readonly application?: string;
  /** As in libpq, without what is meant for the proxy. */
  readonly options?: string;
  readonly replication?: string;
}

export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** A session that Postgres let in. */
export interface Server {
  readonly client: Client;
  readonly key: BackendKey;
  /** What it reported at login. */
  readonly parameters: Map<string, string>;
}

/** How long the handshake with a compute that listens may take. */
const LOGIN_MS = 15_000;

/** Logs in at a compute. Throws Neon's words for a wrong password, Postgres's for anything else that it refuses. */
export async function logIn(login: Login): Promise<Server> {
  const client = new Client(configOf(login));
  client.on("error", () => {});
  const parameters = new Map<string, string>();
  let key: BackendKey = { processID: 0, secretKey: 0 };
  client.connection.on("backendKeyData", (message: BackendKey) => {
    key = { processID: message.processID, secretKey: message.secretKey };
  });
  client.connection.on(
    "parameterStatus",
    (message: { parameterName: string; parameterValue: string }) =>
      parameters.set(message.parameterName, message.parameterValue),
  );
  try {
    await client.connect();
  } catch (error) {
    client.connection.stream.destroy();
    if (error instanceof DatabaseError && error.code === "28P01") throw wrongPassword(login.user);
    throw error;
  }
  return { client, key, parameters };
}

function configOf({ application, options, replication, ...login }: Login): ClientConfig {
  return {
    host: "127.0.0.1",
    port: login.port,
    user: login.user,
    database: login.database,
    // A function, so that neither PGPASSWORD nor a password file of this machine is tried instead.
    password: () => login.password,
    // Set, so that the environment's are not taken.
    application_name: application ?? "",
    ssl: false,
    connectionTimeoutMillis: LOGIN_MS,
    keepAlive: true,
    ...(options === undefined ? {} : { options }),
    ...(replication === undefined ? {} : ({ replication } as ClientConfig)),
  };
}

/** Takes the socket from the driver, which has done the login and sees no byte of what follows. */
export function takeSocket({ client }: Server): Socket {
  const socket = client.connection.stream as Socket;
  for (const event of ["data", "end", "error", "close"]) socket.removeAllListeners(event);
  socket.pause();
  // Whoever reads it hears of an error by the end of it.
  socket.on("error", () => {});
  return socket;
}
