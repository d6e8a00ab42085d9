import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Address } from "../../../src/core/address.ts";
import type { Connection } from "../../../src/core/target.ts";
import { createGateway } from "../../../src/embedded/neon/gateway/create-gateway.ts";
import { Faults } from "../../../src/embedded/neon/faults.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

/** How a database is reached: over TCP, or by a WebSocket through the gateway of the local Neon, with a backend of one's own or a shared one. */
export type Way = "TCP" | "WebSocket" | "WebSocket, pooled";

export const ways: readonly Way[] = ["TCP", "WebSocket", "WebSocket, pooled"];

/** A fresh database, and where it is reached. */
export interface Reached extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly address: Address;
  readonly connection: Connection;
  /** Where the bytes go: the Postgres itself, or the gateway. */
  readonly port: number;
  readonly faults: Faults;
  /** The same way through another port in between. */
  through(port: number): Address;
}

const ENDPOINT = "ep-test-way-0a1b2c3d";

/** `cluster` is a superuser's URL; without it, the Postgres that all tests of the run share. */
export async function reach(way: Way, setup = "", cluster?: string): Promise<Reached> {
  const database = await testDatabase(setup, cluster);
  const direct = addressFromUrl(database.url);
  const faults = new Faults();
  if (way === "TCP") {
    return {
      database,
      faults,
      address: direct,
      connection: "direct",
      port: direct.port,
      through: (port) => ({ ...direct, ssl: "disable", port }),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }
  const pooled = way === "WebSocket, pooled";
  const gateway = createGateway({
    faults,
    route: async () => ({ endpoint: ENDPOINT, pooled, port: direct.port }),
  });
  const server = createServer((request, response) => void gateway.sql(request, response));
  server.on("upgrade", (request, socket, head) => gateway.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const host = `${ENDPOINT}${pooled ? "-pooler" : ""}.neon.localhost`;
  const through = (to: number): Address => ({
    ...direct,
    host,
    port: 5432,
    gateway: `http://127.0.0.1:${to}`,
  });
  return {
    database,
    faults,
    address: through(port),
    connection: pooled ? "pooled" : "direct",
    port,
    through,
    async [Symbol.asyncDispose]() {
      await gateway.close();
      server.closeAllConnections();
      server.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
