import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Address } from "../../../src/core/address.ts";
import { createGateway } from "../../../src/embedded/neon/gateway/create-gateway.ts";
import { Faults } from "../../../src/embedded/neon/faults.ts";
import { createPool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const signal = new AbortController().signal;
const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each[Symbol.asyncDispose]();
});

interface Front {
  readonly database: TestDatabase;
  readonly address: Address;
  readonly faults: Faults;
}

/** A gateway in front of a fresh database that finds its endpoint only after `route` let it. */
async function front(route: () => void = () => {}): Promise<Front> {
  const database = await testDatabase();
  const direct = addressFromUrl(database.url);
  const faults = new Faults();
  const gateway = createGateway({
    faults,
    route: async () => {
      route();
      return { endpoint: "ep-a", pooled: false, port: direct.port };
    },
  });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => gateway.upgrade(request, socket, head));
  const port = await listen(server);
  opened.push(database, {
    async [Symbol.asyncDispose]() {
      await gateway.close();
      server.close();
    },
  });
  const host = "ep-a.neon.localhost";
  const address = { ...direct, host, port: 5432, gateway: `http://127.0.0.1:${port}` };
  return { database, faults, address };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function one(address: Address, connectMs = 5000, until = signal): Promise<unknown> {
  const pool = createPool({ deployment: "neon", address: async () => address, connectMs });
  opened.push({ [Symbol.asyncDispose]: () => pool.close() });
  await using session = await pool.open({ signal: until });
  const [row] = await session.query("select 1 as one");
  return row?.["one"];
}

describe("an endpoint that wakes up", () => {
  const passing = [
    "Couldn't connect to compute node",
    "Control plane request failed",
    "Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.",
    "Console request failed with 423 Locked: endpoint is locked",
    "Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.",
    "Too many connections attempts",
  ];

  test.each(passing)("is waited for: %s", async (message) => {
    let asked = 0;
    const { address } = await front(() => {
      asked += 1;
      if (asked < 3) throw new Error(message);
    });
    expect(await one(address)).toBe(1);
    expect(asked).toBe(3);
  });

  test("is waited for when it cuts the first connections", async () => {
    const { address, faults } = await front();
    faults.set([{ kind: "connection", when: "open", times: 2 }]);
    expect(await one(address)).toBe(1);
  });

  test("is not waited for when it is disabled", async () => {
    let asked = 0;
    const { address } = await front(() => {
      asked += 1;
      throw new Error("Control plane request failed: endpoint is disabled");
    });
    await expect(one(address)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "Neon has no compute for ep-a.neon.localhost:5432 that takes connections.",
    });
    expect(asked).toBe(1);
  });
});

describe("connecting", () => {
  const secret = "s3cret-p4ss";
  const failures = [
    ["a wrong password", { password: secret }, "PERMISSION"],
    ["a database that does not exist", { database: "no_such_database" }, "NOT_FOUND"],
    ["a gateway that is not there", { gateway: "http://127.0.0.1:1" }, "UNAVAILABLE"],
  ] as const;

  test.each(failures)("by %s ends with what to do", async (_, change, code) => {
    const { address } = await front();
    const error: unknown = await one({ ...address, ...change }, 50).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ name: "ToolError", code });
    const { message, next, quoted } = error as { message: string; next: string; quoted?: string };
    expect(`${message}${next}${quoted}`).not.toContain(secret);
    expect(`${message}${next}${quoted}`).not.toContain(String(address.password));
  });

  test("tries again while the proxy is overwhelmed", async () => {
    const { address } = await front();
    let refused = 0;
    const busy = createServer();
    busy.on("upgrade", (_, socket) => {
      refused += 1;
      socket.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    });
    const gateway = `http://127.0.0.1:${await listen(busy)}`;
    const found = [{ ...address, gateway }, { ...address, gateway }, address];
    const pool = createPool({
      deployment: "neon",
      address: async () => found.shift() ?? address,
    });
    await using session = await pool.open({ signal });
    expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
    expect(refused).toBe(2);
    busy.close();
    await pool.close();
  });

  test.each(["the upgrade", "the login"])("is cancelled while it waits for %s", async (what) => {
    const { address } = await front();
    const silent = createServer();
    silent.on("upgrade", (request, socket) => {
      const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      if (what === "the login") socket.write(accept(key));
    });
    const gateway = `http://127.0.0.1:${await listen(silent)}`;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const started = Date.now();
    await expect(one({ ...address, gateway }, 5000, controller.signal)).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(Date.now() - started).toBeLessThan(4000);
    silent.closeAllConnections();
    silent.close();
  });
});

function accept(key: string): string {
  const hash = createHash("sha1").update(key).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${hash}\r\n\r\n`;
}
