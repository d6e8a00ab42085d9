import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { neonConfig, neon, Client } from "@neondatabase/serverless";
import pg from "pg";
import WebSocket from "ws";
import { Faults } from "../../../../../src/embedded/neon/faults.ts";
import type { Gateway } from "../../../../../src/embedded/neon/gateway.ts";
import { createGateway } from "../../../../../src/embedded/neon/gateway/create-gateway.ts";
import type { Limits } from "../../../../../src/embedded/neon/gateway/limits.ts";
import { testDatabase, type TestDatabase } from "../../../../helpers/postgres.ts";

const ENDPOINT = "ep-test-branch-0a1b2c3d";

/** A gateway whose one endpoint is the test run's Postgres, with a database of its own. */
export interface Fixture extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly database: TestDatabase;
  readonly endpoint: string;
  /** Of the HTTP server: `http://127.0.0.1:…`. */
  readonly origin: string;
  readonly tcpPort: number;
  /** The owner's URL with the endpoint's host. */
  readonly url: string;
  readonly pooledUrl: string;
  /** Hosts that were asked for. */
  readonly routed: string[];
  /** The serverless driver's, over HTTP. */
  sql: ReturnType<typeof neon<false, true>>;
  /** The serverless driver's, over WebSocket, connected. */
  client(url?: string): Promise<Client>;
  /** What it says to a driver whose login it refuses. */
  refusal(url: string): Promise<unknown>;
  /** `pg` over TCP, connected. */
  tcpClient(options?: pg.ClientConfig): Promise<pg.Client>;
}

export async function openGateway(setup = "", limits: Partial<Limits> = {}): Promise<Fixture> {
  const database = await testDatabase(setup);
  const real = new URL(database.url);
  const faults = new Faults();
  const routed: string[] = [];
  const gateway = createGateway(
    {
      faults,
      route: async (host) => {
        routed.push(host);
        const label = host.split(".", 1)[0] ?? "";
        if (label.replace("-pooler", "") !== ENDPOINT)
          throw new Error("The requested endpoint could not be found");
        return { endpoint: ENDPOINT, pooled: label.endsWith("-pooler"), port: Number(real.port) };
      },
    },
    limits,
  );
  const server = createServer((request, response) => void gateway.sql(request, response));
  server.on("upgrade", (request, socket, head) => gateway.upgrade(request, socket, head));
  const tcp = createTcpServer((socket) => gateway.tcp(socket));
  const [port, tcpPort] = [await listen(server), await listen(tcp)];
  const urlOf = (label: string): string => {
    const url = new URL(database.url);
    url.host = `${label}.neon.localhost:5432`;
    return url.href;
  };
  const [url, pooledUrl] = [urlOf(ENDPOINT), urlOf(`${ENDPOINT}-pooler`)];
  neonConfig.fetchEndpoint = `http://127.0.0.1:${port}/sql`;
  neonConfig.wsProxy = `127.0.0.1:${port}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.webSocketConstructor = WebSocket;
  const opened: { end(): Promise<void> }[] = [];
  return {
    gateway,
    faults,
    database,
    endpoint: ENDPOINT,
    origin: `http://127.0.0.1:${port}`,
    tcpPort,
    url,
    pooledUrl,
    routed,
    sql: neon(url, { fullResults: true }),
    async client(to = url) {
      const client = new Client(to);
      client.on("error", () => {});
      await client.connect();
      opened.push(client);
      return client;
    },
    async refusal(to) {
      // The driver sends its password before it is asked, so it believes to be connected until it hears of the refusal.
      const client = new Client(to);
      client.on("error", () => {});
      const refused = new Promise((resolve) => client.once("error", resolve));
      await client.connect().catch(() => {});
      return refused;
    },
    async tcpClient(options = {}) {
      const client = new pg.Client({
        host: "127.0.0.1",
        port: tcpPort,
        user: real.username,
        password: real.password,
        database: database.name,
        options: `endpoint=${ENDPOINT}`,
        ...options,
      });
      client.on("error", () => {});
      await client.connect();
      opened.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      // One that was cut never says that it ended.
      for (const client of opened) void client.end().catch(() => {});
      await gateway.close();
      server.closeAllConnections();
      server.close();
      tcp.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
