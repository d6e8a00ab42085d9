import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Era, eras } from "../../helpers/client.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";
import { audience, type Callers, say, serveCallers } from "./callers.ts";

let callers: Callers;
beforeAll(async () => {
  callers = await serveCallers();
  // the compute starts here rather than in a test's time
  await using reader = await callers.as("reader");
  await say(reader, "run_sql", { sql: "select 1" });
});
afterAll(() => callers[Symbol.asyncDispose]());

const as = (name: string, era?: Era) => callers.as(name, era);

test.each(eras)(
  "a scope narrows what --access allows, and the answer says which is missing: %s",
  async (era) => {
    await using reader = await as("reader", era);
    await using writer = await as("writer", era);
    await using admin = await as("alice", era);
    const { tools } = await reader.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      (await admin.listTools()).tools.map(({ name }) => name),
    );

    expect(await say(reader, "run_sql", { sql: "select 1 as one" })).toContain("one");
    const branch = `work-${era}`;
    expect(await say(reader, "create_branch", { name: branch, expires_in: "1h" })).toMatch(
      /^PERMISSION: This call of create_branch needs the scope write; the caller's token holds read\.\nNext: /,
    );
    expect(await say(writer, "create_branch", { name: branch, expires_in: "1h" })).toContain(
      branch,
    );
    const write = { sql: "create table notes (id int)", mode: "write", target: { branch } };
    expect(await say(reader, "run_sql", write)).toMatch(/^PERMISSION: .* needs the scope write/);
    expect(await say(writer, "run_sql", write)).not.toMatch(/^[A-Z_]+:/);
    // no token would do here
    expect(await say(writer, "run_sql", { ...write, target: {} })).toMatch(/^GUARDED_BRANCH/);
    expect(await say(admin, "run_sql", { ...write, target: {} })).toMatch(/^GUARDED_BRANCH/);
    expect(await say(writer, "reset_branch", { branch: "main" })).toMatch(
      /^PERMISSION: .* needs the scope admin/,
    );
    expect(await say(writer, "update_branch", { branch, protected: true })).toMatch(/^PERMISSION/);
    expect(await say(writer, "manage_role", { action: "list" })).toContain("neondb_owner");
    expect(await say(writer, "manage_role", { action: "create", name: "r" })).toMatch(
      /^PERMISSION/,
    );
    expect(await say(writer, "delete_branch", { branch: "none-such" })).toMatch(/^NOT_FOUND/);
    expect(await say(writer, "delete_branch", { branch })).toMatch(
      /^(CONFIRMATION_REQUIRED|Deleted)/,
    );
    // what no table of ours foresaw is held back where sessions are opened
    expect(await say(reader, "explain_query", { sql: "delete from t", analyze: true })).not.toMatch(
      /execut/i,
    );
  },
);

/** A database on a branch, which nobody drops without being asked. */
async function makeDatabase(client: Client, name: string): Promise<object> {
  await say(client, "create_branch", { name, expires_in: "1h" });
  const made = await say(client, "manage_database", { action: "create", name, branch: name });
  expect(made).not.toMatch(/^[A-Z_]+:/);
  return { action: "drop", name, branch: name };
}

test.each(eras)("a confirmation of one caller is void in another's hands: %s", async (era) => {
  await using alice = await as("alice", era);
  await using bob = await as("bob", era);
  const drop = await makeDatabase(alice, `doomed_${era}`);
  const asked = await say(alice, "manage_database", drop);
  const token = /confirm_token="([^"]+)"/.exec(asked)?.[1];
  expect(token, asked).toBeDefined();
  const agreed = { ...drop, confirm_token: token };
  expect(await say(bob, "manage_database", agreed)).toMatch(/^CONFIRM_TOKEN_INVALID/);
  expect(await say(alice, "manage_database", agreed)).not.toMatch(/^[A-Z_]+:/);
});

test("the state of a question to one person is not taken from another", async () => {
  await using alice = await as("alice");
  const drop = await makeDatabase(alice, "asked_about");
  const send = async (name: string, more: object = {}) => {
    const params = {
      name: "manage_database",
      arguments: drop,
      ...more,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
      },
    };
    const { body } = await ask(callers.url, {
      headers: {
        ...jsonHeaders,
        authorization: `Bearer ${callers.tokenOf(name)}`,
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "manage_database",
      },
      pieces: [message(9, "tools/call", params)],
    });
    return body;
  };
  const list = () => say(alice, "manage_database", { action: "list", branch: "asked_about" });
  const question = await send("alice");
  const state = /"requestState":"([^"]+)"/.exec(question)?.[1];
  expect(state, question).toBeDefined();
  const agreed = {
    requestState: state,
    inputResponses: { confirm: { action: "accept", content: { confirm: true } } },
  };
  expect(await send("bob", agreed)).toContain('"code":-32602');
  expect(await list()).toContain("asked_about");
  expect(await send("alice", agreed)).toContain('"complete"');
  expect((await list()).replaceAll(/branch[^,\n]*/g, "")).not.toContain("asked_about");
});

test("a plan is its maker's: nobody else sees, exports, rehearses or applies it", async () => {
  await using alice = await as("alice");
  await using bob = await as("bob");
  const made = await alice.callTool({
    name: "plan_migration",
    arguments: { name: "notes", sql: "create table notes (id bigint primary key)" },
  });
  const id = (made.structuredContent as { plan_id: string }).plan_id;
  for (const [name, args] of [
    ["migration_status", { plan_id: id }],
    ["export_migration", { plan_id: id, format: "sql" }],
    ["rehearse_migration", { plan_id: id, on: "shadow" }],
    ["apply_migration", { plan_id: id }],
    ["rollback_migration", { plan_id: id }],
  ] as const)
    expect(await say(bob, name, args), name).toMatch(/^NOT_FOUND: There is no plan/);
  expect(await say(bob, "migration_status", {})).not.toContain(id);
  expect(await say(alice, "migration_status", {})).toContain(id);
  expect(await say(alice, "export_migration", { plan_id: id, format: "sql" })).toContain("notes");
});

test.each(eras)("a cursor goes on for whom it was made: %s", async (era) => {
  await using alice = await as("alice", era);
  await using bob = await as("bob", era);
  const query = { sql: "select n from generate_series(1, 10) n", max_rows: 4 };
  const page = await say(alice, "run_sql", query);
  const cursor = /cursor="([^"]+)"/.exec(page)?.[1] ?? "";
  expect(cursor, page).toMatch(/^[\w-]+\.[\w-]{16}$/);
  expect(await say(bob, "run_sql", { ...query, cursor })).toMatch(
    /^INVALID_INPUT: The cursor does not belong/,
  );
  const bare = cursor.split(".")[0];
  for (const other of [bare, `${bare}.`, `x.${cursor}`, `${cursor.slice(0, -1)}!`])
    expect(await say(alice, "run_sql", { ...query, cursor: other })).toMatch(/^INVALID_INPUT/);
  const next = await alice.callTool({ name: "run_sql", arguments: { ...query, cursor } });
  expect(next.structuredContent).toMatchObject({ results: [{ rows: [[5], [6], [7], [8]] }] });
});

const call = (name: string, args: object) => message(7, "tools/call", { name, arguments: args });

test("a token that lacks a scope is answered with the way to another one, in the words of OAuth", async () => {
  const reader = { ...jsonHeaders, authorization: `Bearer ${await callers.issuing.token()}` };
  const begun = await ask(callers.url, { headers: reader, pieces: [initialize] });
  const session = { "mcp-session-id": String(begun.headers["mcp-session-id"]) };
  const read = await ask(callers.url, {
    headers: { ...reader, ...session },
    pieces: [call("run_sql", { sql: "select 7 as seven" })],
  });
  expect(read.body).toContain("seven");
  const send = (scope: string, name: string, args: object) =>
    callers.issuing.token({ scope }).then((token) =>
      ask(callers.url, {
        headers: { ...reader, ...session, authorization: `Bearer ${token}` },
        pieces: [call(name, args)],
      }),
    );
  const refused = await send("neon-dba:read", "create_branch", {});
  expect(refused.status).toBe(403);
  expect(refused.headers["www-authenticate"]).toBe(
    'Bearer error="insufficient_scope", error_description="This call needs neon-dba:write.", scope="neon-dba:read neon-dba:write", resource_metadata="https://dba.example.com/.well-known/oauth-protected-resource/mcp"',
  );
  const guarded = await send("neon-dba:write", "reset_branch", { branch: "main" });
  expect([guarded.status, guarded.headers["www-authenticate"]]).toEqual([
    403,
    expect.stringContaining('scope="neon-dba:read neon-dba:write neon-dba:admin"'),
  ]);
  // the same session goes on with the better token
  const done = await send("neon-dba:write", "create_branch", { name: "stepped", expires_in: "1h" });
  expect([done.status, done.body]).toEqual([200, expect.stringContaining("stepped")]);
  // and it is not another subject's
  const other = await ask(callers.url, {
    headers: {
      ...reader,
      ...session,
      authorization: `Bearer ${await callers.issuing.token({ sub: "mallory" })}`,
    },
    pieces: [message(8, "tools/list")],
  });
  expect(other.status).toBe(404);
});

test("the metadata are for everyone, and nothing else is", async () => {
  for (const path of [
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-protected-resource/mcp",
  ]) {
    const { status, body } = await ask(callers.url, { method: "GET", path });
    expect([status, JSON.parse(body)]).toEqual([
      200,
      expect.objectContaining({
        resource: audience,
        authorization_servers: [callers.issuing.issuer],
      }),
    ]);
  }
  for (const method of ["POST", "GET", "DELETE"]) {
    const { status, headers } = await ask(callers.url, { method, headers: jsonHeaders });
    expect([method, status]).toEqual([method, 401]);
    expect(headers["www-authenticate"]).toContain("resource_metadata=");
  }
  const inUrl = await ask(callers.url, {
    path: `/mcp?access_token=${callers.tokenOf("alice")}`,
    headers: jsonHeaders,
    pieces: [initialize],
  });
  expect(inUrl.status).toBe(400);
  expect(inUrl.body).not.toContain(callers.tokenOf("alice"));
});
