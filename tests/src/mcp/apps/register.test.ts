import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, eras, textOf } from "../../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";

const mimeType = "text/html;profile=mcp-app";
const extensions = { "io.modelcontextprotocol/ui": { mimeTypes: [mimeType] } };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(`create table tasks (id int primary key, title text not null);
    insert into tasks select i, 'postgres://me:secret@host/' || i from generate_series(1, 3000) i;
    analyze tasks`);
});
afterAll(() => database[Symbol.asyncDispose]());

const call = {
  name: "explain_query",
  arguments: { sql: "select id from tasks where title = 'postgres://me:secret@host/7'" },
};

test.each(eras)("%s: the tool names its page, and the page asks for no origin", async (era) => {
  await using server = serve(database.url);
  await using client = await connect(server.config, { era, extensions });
  expect(client.getServerCapabilities()).toMatchObject({
    extensions: { "io.modelcontextprotocol/ui": {} },
  });
  const { tools } = await client.listTools();
  const drawn = tools.filter(({ _meta }) => _meta?.["ui"] !== undefined);
  expect(drawn.map(({ name, _meta }) => [name, _meta?.["ui"]])).toEqual([
    ["design_schema", { resourceUri: "ui://neon-dba/schema" }],
    ["explain_query", { resourceUri: "ui://neon-dba/plan" }],
    ["prove_rls", { resourceUri: "ui://neon-dba/matrix" }],
  ]);
  const { resources } = await client.listResources();
  expect(resources).toContainEqual(
    expect.objectContaining({ uri: "ui://neon-dba/plan", mimeType, title: "Plan" }),
  );
  const { contents } = await client.readResource({ uri: "ui://neon-dba/plan" });
  const none = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };
  expect(contents).toMatchObject([
    {
      uri: "ui://neon-dba/plan",
      mimeType,
      text: expect.stringMatching(/^<!doctype html>/),
      _meta: { ui: { csp: none } },
    },
  ]);
});

test.each(eras)(
  "%s: only a client that shows pages gets the picture, and nobody's answer changes by it",
  async (era) => {
    await using server = serve(database.url);
    await using plain = await connect(server.config, { era });
    await using showing = await connect(server.config, { era, extensions });
    const bare = await plain.callTool(call);
    const pictured = await showing.callTool(call);
    expect(bare._meta?.["neon-dba/picture"]).toBeUndefined();
    const given = pictured._meta?.["neon-dba/picture"] as Record<string, unknown>;
    expect(Object.keys(given)).toEqual(["fence_open", "shown", "fence_close"]);
    expect(given["shown"]).toMatchObject({
      plans: [
        {
          label: "Now",
          nodes: [{ id: 1, operation: "Seq Scan", on: "public.tasks", share: 1 }],
          findings: [{ rule: "selective-scan-without-index", nodes: [1] }],
        },
      ],
    });
    expect(JSON.stringify(given)).not.toContain("secret");
    const unmarked = (text: string): string => text.replaceAll(/untrusted-[0-9a-f]{12}/g, "mark");
    expect(unmarked(textOf(pictured))).toBe(unmarked(textOf(bare)));
    expect(unmarked(JSON.stringify(pictured.structuredContent))).toBe(
      unmarked(JSON.stringify(bare.structuredContent)),
    );
  },
);

test("a refusal has no picture", async () => {
  await using server = serve(database.url);
  await using client = await connect(server.config, { extensions });
  const refused = await client.callTool({
    name: "explain_query",
    arguments: { sql: "select * from nowhere" },
  });
  expect(refused.isError).toBe(true);
  expect(refused._meta?.["neon-dba/picture"]).toBeUndefined();
});
