import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { connectHttp, serveTools } from "../../helpers/http.ts";
import { serverConfig } from "../../helpers/server-config.ts";

const nothing = defineTool({
  name: "nothing",
  title: "Nothing",
  description: "Does nothing.",
  effect: "read",
  input: z.object({}),
  output: z.object({}),
  untrusted: [],
  run: async () => ({}),
  render: () => ({ head: "nothing" }),
});

let server: Awaited<ReturnType<typeof serveTools>>;
beforeAll(async () => {
  server = await serveTools(serverConfig([nothing]));
});
afterAll(() => server[Symbol.asyncDispose]());

const as = (name: string) => connectHttp(server.url, { headers: { "x-test-caller": name } });
const filter = { toolsListChanged: true };

test("one caller holds eight streams, and is told when he wants more; others are not affected", async () => {
  await using alice = await as("alice");
  await using again = await as("alice");
  await using bob = await as("bob");
  const streams = [];
  for (let count = 0; count < 8; count++)
    streams.push(await (count % 2 === 0 ? alice : again).listen(filter));
  for (const client of [alice, again])
    await expect(client.listen(filter)).rejects.toThrow(
      /LIMIT: One caller may have 8 streams of subscriptions\/listen open.*Next: Close one/s,
    );
  // other requests go on
  expect((await alice.callTool({ name: "nothing", arguments: {} })).isError).not.toBe(true);
  await (await bob.listen(filter)).close();

  await streams[0]?.close();
  await expect
    .poll(() => again.listen(filter).then(() => "open", String), { timeout: 5_000 })
    .toBe("open");
  await expect(alice.listen(filter)).rejects.toThrow("LIMIT");
});

test("a stream that is broken off, or never was one, leaves its place", async () => {
  await using carol = await as("carol");
  /** The server learns a little later than the client that a stream has ended. */
  const open = async (signal: AbortSignal): Promise<void> => {
    const tried = () => carol.listen(filter, { signal }).then(() => "open", String);
    await expect.poll(tried, { timeout: 5_000 }).toBe("open");
  };
  for (let count = 0; count < 12; count++) {
    const stop = new AbortController();
    await open(stop.signal);
    stop.abort();
    // nothing to subscribe to: acknowledged, and over
    await carol.listen({}).catch(() => {});
  }
  await open(AbortSignal.timeout(60_000));
});
