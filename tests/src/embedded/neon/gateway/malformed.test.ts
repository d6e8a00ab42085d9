import fc from "fast-check";
import WebSocket from "ws";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { value } from "./clients.ts";
import { openGateway, type Fixture } from "./fixture.ts";
import { message, RawClient, startup } from "./raw-client.ts";

let fixture: Fixture;
let hasty: Fixture;

beforeAll(async () => {
  hasty = await openGateway("", { loginMs: 1500 });
  // the driver goes to the one that was opened last
  fixture = await openGateway("", { messageBytes: 1_000_000, poolSize: 2 });
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await hasty[Symbol.asyncDispose]();
});

const ended = (client: RawClient): Promise<void> => expect.poll(() => client.ended).toBe(true);

const options = (pooled: boolean): string =>
  `endpoint=${fixture.endpoint}${pooled ? "-pooler" : ""}`;

test.each([
  ["a length of 0", [0, 0, 0, 0], "invalid length of startup packet"],
  ["a length of 2 GB", [0x7f, 0xff, 0xff, 0xff], "invalid length of startup packet"],
  ["HTTP", [...Buffer.from("GET / HTTP/1.1\r\n\r\n")], "invalid length of startup packet"],
  ["version 2", [0, 0, 0, 8, 0, 2, 0, 0], "unsupported frontend protocol 2.0"],
  ["no terminator", [0, 0, 0, 9, 0, 3, 0, 0, 0x75], "expected terminator as last byte"],
  ["no user", [0, 0, 0, 9, 0, 3, 0, 0, 0], "no PostgreSQL user name"],
  ["a short cancel request", [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2e], "invalid length of query cancel"],
])("a start with %s ends the connection", async (_, bytes, error) => {
  const client = await RawClient.connect(fixture.tcpPort);
  client.send(Buffer.from(bytes));
  await ended(client);
  expect(client.error).toContain(error);
});

test("who says nothing is cut after a while", async () => {
  const client = await RawClient.connect(hasty.tcpPort);
  await expect.poll(() => client.ended).toBe(true);
});

test("something other than a password is refused", async () => {
  const client = await RawClient.connect(fixture.tcpPort);
  const [packet = Buffer.alloc(0)] = startup(new URL(fixture.url), options(false));
  client.send(packet, message("Q", "select 1\0"));
  await ended(client);
  expect(client.error).toContain("expected password response");
});

test("a later minor version is negotiated", async () => {
  const client = await RawClient.connect(fixture.tcpPort);
  const [packet = Buffer.alloc(0), password = Buffer.alloc(0)] = startup(
    new URL(fixture.url),
    options(false),
  );
  packet.writeUInt32BE((3 << 16) + 2, 4);
  client.send(packet, password);
  expect(await client.answers(3)).toMatch(/^vRR/);
});

test.each([
  ["an unknown type", message("?", "x"), "invalid frontend message type 63"],
  ["a length that cannot be", Buffer.from([0x51, 0, 0, 0, 1]), "invalid message length"],
  ["more than is held", Buffer.from([0x51, 0x7f, 0, 0, 0]), "too large for the proxy"],
])("a pooled client that sends %s is told and cut", async (_, bytes, error) => {
  const client = await RawClient.open(fixture.tcpPort, new URL(fixture.url), options(true));
  client.send(bytes);
  await ended(client);
  expect(client.error).toContain(error);
});

test("a WebSocket can cancel what another runs", async () => {
  const client = await fixture.tcpClient();
  const slow = client.query("select pg_sleep(20) as cut").catch((error: unknown) => error);
  await expect
    .poll(() =>
      fixture.database.runAsSuperuser(
        "select from pg_stat_activity where state = 'active' and query = 'select pg_sleep(20) as cut'",
      ),
    )
    .toHaveLength(1);
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const packet = Buffer.alloc(16);
  packet.writeUInt32BE(16, 0);
  packet.writeUInt32BE(80_877_102, 4);
  packet.writeUInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  const socket = new WebSocket(`${fixture.origin.replace("http", "ws")}/any?address=x:5432`);
  await once(socket, "open");
  socket.send(packet);
  await once(socket, "close");
  expect(await slow).toMatchObject({ code: "57014" });
});

test("a WebSocket for no host is refused", async () => {
  const socket = new WebSocket(`${fixture.origin.replace("http", "ws")}/v2?address=`);
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toContain("400");
});

test.each([true, false])("noise harms nobody else, pooled: %s", async (pooled) => {
  const other = await fixture.client(pooled ? fixture.pooledUrl : fixture.url);
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 60 }),
      fc.boolean(),
      async (noise, loggedIn) => {
        const client = loggedIn
          ? await RawClient.open(fixture.tcpPort, new URL(fixture.url), options(pooled))
          : await RawClient.connect(fixture.tcpPort);
        client.send(Buffer.from(noise));
        client.socket.end();
        expect(await value(other, "select 1")).toBe(1);
      },
    ),
    { numRuns: 60 },
  );
  await expect.poll(() => fixture.gateway.clients).toBeLessThan(5);
});
