import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";

/** A destructive tool over a value that others may change between the question and the answer. */
function shredder(store: { rows: number }) {
  return defineTool({
    name: "shred",
    title: "Shred",
    description: "Deletes rows.",
    effect: "destroy",
    untrusted: [],
    input: z.object({
      table: z.string().describe("Table."),
      confirm_token: z.string().optional().describe("Token."),
    }),
    output: z.object({ gone: z.number() }),
    async run({ table }, _deps, call) {
      await call.confirm({
        summary: `Delete ${store.rows} rows of ${table}.`,
        plan: { rows: store.rows },
      });
      const gone = store.rows;
      store.rows = 0;
      return { gone };
    },
    render: ({ gone }) => ({ head: `${gone} rows gone` }),
  });
}

const tokenIn = (text: string): string => /confirm_token="([^"]+)"/.exec(text)?.[1] ?? "no token";

describe.each(eras)("%s, a client that can ask", (era) => {
  test("carries it out when the person agrees", async () => {
    const store = { rows: 7 };
    const asked: string[] = [];
    const answer = (message: string) => {
      asked.push(message);
      return { action: "accept" as const, content: { confirm: true } };
    };
    await using client = await connect(serverConfig([shredder(store)]), { era, answer });
    const result = await client.callTool({ name: "shred", arguments: { table: "t" } });
    expect(result.structuredContent).toEqual({ gone: 7 });
    expect(asked).toEqual(["Delete 7 rows of t."]);
  });

  test.each([
    ["declines", { action: "decline" as const }],
    ["cancels", { action: "cancel" as const }],
    [
      "accepts the form but not the act",
      { action: "accept" as const, content: { confirm: false } },
    ],
  ])("changes nothing when the person %s", async (_, reply) => {
    const store = { rows: 7 };
    await using client = await connect(serverConfig([shredder(store)]), {
      era,
      answer: () => reply,
    });
    const result = await client.callTool({ name: "shred", arguments: { table: "t" } });
    expect(textOf(result)).toMatch(/^CANCELLED: /);
    expect(store.rows).toBe(7);
  });

  test("changes nothing when what would happen has changed while the person thought", async () => {
    const store = { rows: 7 };
    const answer = () => {
      store.rows = 8;
      return { action: "accept" as const, content: { confirm: true } };
    };
    await using client = await connect(serverConfig([shredder(store)]), { era, answer });
    const result = await client.callTool({ name: "shred", arguments: { table: "t" } });
    expect(textOf(result)).toMatch(/^CONFIRM_TOKEN_INVALID: /);
    expect(store.rows).toBe(8);
  });
});

describe.each(eras)("%s, a client that cannot ask", (era) => {
  test("gets a token that works once, for this call", async () => {
    const store = { rows: 7 };
    await using client = await connect(serverConfig([shredder(store)]), { era });
    const call = (args: Record<string, unknown>) =>
      client.callTool({ name: "shred", arguments: args });
    const first = await call({ table: "t" });
    expect(textOf(first)).toMatch(
      /^CONFIRMATION_REQUIRED: Delete 7 rows of t\. Nothing was changed yet\./,
    );
    const token = tokenIn(textOf(first));
    expect(textOf(await call({ table: "u", confirm_token: token }))).toMatch(
      /^CONFIRM_TOKEN_INVALID: /,
    );
    expect(textOf(await call({ table: "t", confirm_token: `${token.slice(0, -2)}xx` }))).toMatch(
      /^CONFIRM_TOKEN_INVALID: /,
    );
    expect(store.rows).toBe(7);
    expect((await call({ table: "t", confirm_token: token })).structuredContent).toEqual({
      gone: 7,
    });
    store.rows = 7;
    expect(textOf(await call({ table: "t", confirm_token: token }))).toMatch(/used before/);
    expect(store.rows).toBe(7);
  });

  test("another caller's token is void", async () => {
    const config = serverConfig([shredder({ rows: 7 })]);
    await using mine = await connect(config, { era });
    await using theirs = await connect({ ...config, principal: "someone else" }, { era });
    const token = tokenIn(
      textOf(await mine.callTool({ name: "shred", arguments: { table: "t" } })),
    );
    const stolen = await theirs.callTool({
      name: "shred",
      arguments: { table: "t", confirm_token: token },
    });
    expect(textOf(stolen)).toMatch(/^CONFIRM_TOKEN_INVALID: /);
  });

  test("is refused where the operator wants a person", async () => {
    const store = { rows: 7 };
    await using client = await connect(serverConfig([shredder(store)], { confirm: "elicit" }), {
      era,
    });
    const result = textOf(await client.callTool({ name: "shred", arguments: { table: "t" } }));
    expect(result).toMatch(/^CONFIRMATION_REQUIRED: /);
    expect(result).not.toContain("confirm_token=");
    expect(store.rows).toBe(7);
  });

  test("is not asked where the operator said never", async () => {
    await using client = await connect(
      serverConfig([shredder({ rows: 7 })], { confirm: "never" }),
      { era },
    );
    expect(
      (await client.callTool({ name: "shred", arguments: { table: "t" } })).structuredContent,
    ).toEqual({ gone: 7 });
  });
});

const counting = defineTool({
  name: "count",
  title: "Count",
  description: "Reports progress, then waits to be cancelled.",
  effect: "read",
  untrusted: [],
  input: z.object({ wait: z.boolean().describe("Wait.") }),
  output: z.object({}),
  async run({ wait }, _deps, call) {
    for (const done of [1, 2, 2, 1, 3]) call.progress(done, `step ${done}`, 3);
    await new Promise<void>((resolve) => {
      if (!wait) setTimeout(resolve, 20);
      call.signal.addEventListener("abort", () => resolve());
    });
    stopped = call.signal.aborted;
    return {};
  },
  render: () => ({}),
});
let stopped = false;

test.each(eras)("%s: progress rises, and cancelling reaches the tool", async (era) => {
  await using client = await connect(serverConfig([counting]), { era });
  const seen: number[] = [];
  await client.callTool(
    { name: "count", arguments: { wait: false } },
    { onprogress: ({ progress }) => seen.push(progress) },
  );
  expect(seen).toEqual([1, 2, 3]);
  expect(stopped).toBe(false);
  const stop = new AbortController();
  const pending = client.callTool(
    { name: "count", arguments: { wait: true } },
    { signal: stop.signal },
  );
  setTimeout(() => stop.abort(), 20);
  await expect(pending).rejects.toThrow("aborted");
  await expect.poll(() => stopped).toBe(true);
});
