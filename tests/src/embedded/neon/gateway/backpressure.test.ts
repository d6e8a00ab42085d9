import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { openGateway, type Fixture } from "./fixture.ts";
import { message, RawClient, startup } from "./raw-client.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const ROWS = "select repeat('x', 100000) from generate_series(1, 20000) /* 2 GB */";

/** What Postgres waits for a second after it first waited for the client, and what this process has taken of the rows. */
async function afterAWhile(): Promise<{ readonly event: unknown; readonly grown: number }> {
  const before = process.memoryUsage().rss;
  const look = (): Promise<Record<string, unknown>[]> =>
    fixture.database.runAsSuperuser(
      `select wait_event from pg_stat_activity where query like '%/* 2 GB */' and state = 'active' and pid <> pg_backend_pid()`,
    );
  await expect.poll(look).toEqual([{ wait_event: "ClientWrite" }]);
  await sleep(1000);
  const [row] = await look();
  return { event: row?.["wait_event"], grown: process.memoryUsage().rss - before };
}

const gone = (): Promise<void> =>
  expect
    .poll(() =>
      fixture.database.runAsSuperuser(
        "select from pg_stat_activity where query like '%/* 2 GB */' and pid <> pg_backend_pid()",
      ),
    )
    .toEqual([]);

test.each([false, true])(
  "a TCP client that does not read is waited for, pooled: %s",
  async (pooled) => {
    const options = `endpoint=${fixture.endpoint}${pooled ? "-pooler" : ""}`;
    const client = await RawClient.open(fixture.tcpPort, new URL(fixture.url), options);
    client.socket.pause();
    client.send(client.query(ROWS));
    const { event, grown } = await afterAWhile();
    expect(event).toBe("ClientWrite");
    expect(grown).toBeLessThan(200_000_000);
    client.socket.destroy();
    await gone();
  },
);

test.each([false, true])(
  "a WebSocket that is not read is waited for, pooled: %s",
  async (pooled) => {
    const url = new URL(pooled ? fixture.pooledUrl : fixture.url);
    const socket = new WebSocket(
      `${fixture.origin.replace("http", "ws")}/v2?address=${url.hostname}:5432`,
    );
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(Buffer.concat([...startup(url, ""), message("Q", `${ROWS}\0`)]));
    await new Promise((resolve) => socket.once("message", resolve));
    socket.pause();
    const { event, grown } = await afterAWhile();
    expect(event).toBe("ClientWrite");
    expect(grown).toBeLessThan(200_000_000);
    socket.terminate();
    await gone();
  },
);
