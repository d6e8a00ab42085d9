import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openSessions } from "../../../src/http/legacy/sessions.ts";
import { fileState } from "../../../src/state/files.ts";
import { serveTools } from "../../helpers/http.ts";
import { serverConfig, stateFolder } from "../../helpers/server-config.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";

let url: string;
const open: AsyncDisposable[] = [];
beforeAll(async () => {
  const served = await serveTools(serverConfig([]));
  ({ url } = served);
  open.push(served);
});
afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

const as = (caller: string, session?: string) => ({
  ...jsonHeaders,
  "x-test-caller": caller,
  ...(session === undefined ? {} : { "mcp-session-id": session }),
});

async function begin(caller: string): Promise<string> {
  const { headers } = await ask(url, { headers: as(caller), pieces: [initialize] });
  return String(headers["mcp-session-id"]);
}

const use = async (caller: string, session: string, text = message(2, "ping")) =>
  (await ask(url, { headers: as(caller, session), pieces: [text] })).status;

test("a session serves the caller that began it, and nobody else", async () => {
  const session = await begin("alice");
  expect(session).toMatch(/^[\x21-\x7e]+$/);
  expect(await use("alice", session)).toBe(200);
  expect(await use("mallory", session)).toBe(404);
  const stolen = await ask(url, { method: "DELETE", headers: as("mallory", session) });
  expect(stolen.status).toBe(404);
  expect(await use("alice", session)).toBe(200);
});

test("an id that was changed anywhere is none", async () => {
  const changed = (id: string): string[] => [
    ...Array.from(id, (character, at) => {
      const other = character === "A" ? "B" : "A";
      return id.slice(0, at) + other + id.slice(at + 1);
    }),
    "",
    ".",
    "a.b",
    id.split(".")[0] ?? "",
    `${id}.x`,
    `${id}x`,
    `${id}.`,
  ];
  const sessions = openSessions(fileState(stateFolder()));
  const own = await sessions.begin(
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    "alice",
  );
  expect(await sessions.find(own, "alice")).toMatchObject({ protocolVersion: "2025-11-25" });
  for (const id of changed(own)) expect(await sessions.find(id, "alice"), id).toBeUndefined();
  // over HTTP a few of them
  for (const id of changed(await begin("alice")).filter((_, at) => at % 40 === 0))
    expect([400, 404]).toContain(await use("alice", id));
});

test("two sessions of one client differ", async () => {
  expect(await begin("alice")).not.toBe(await begin("alice"));
});

test("DELETE ends one, for every process that shares the state", async () => {
  const session = await begin("alice");
  expect((await ask(url, { method: "DELETE", headers: as("alice", session) })).status).toBe(200);
  expect(await use("alice", session)).toBe(404);
  expect((await ask(url, { method: "DELETE", headers: as("alice", session) })).status).toBe(404);
});

test("a session that was left alone for a week is no more", async () => {
  const sessions = openSessions(fileState(stateFolder()));
  const id = await sessions.begin(
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    "alice",
  );
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    vi.setSystemTime(Date.now() + 6 * 86_400_000);
    expect(await sessions.find(id, "alice")).toBeDefined();
    vi.setSystemTime(Date.now() + 2 * 86_400_000);
    expect(await sessions.find(id, "alice")).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});

test("what a client says at length does not make its session's id long", async () => {
  const long = "x".repeat(100_000);
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {}, experimental: { [long]: {} }, extensions: { [long]: {} } },
    clientInfo: { name: long, version: long },
  };
  const pieces = [message(1, "initialize", params)];
  const { headers } = await ask(url, { headers: as("alice"), pieces });
  const session = String(headers["mcp-session-id"]);
  expect(session.length).toBeLessThan(2_000);
  expect(await use("alice", session)).toBe(200);
});

test.each([
  ["three bytes each", "漢"],
  ["six characters of JSON each", "\u0001"],
])("a session is taken that was begun by one who says much in letters of %s", async (_, letter) => {
  for (const most of [150, 300, 900]) {
    const params = {
      protocolVersion: "2025-11-25",
      capabilities: { elicitation: { form: { note: letter.repeat(most) } } },
      clientInfo: { name: letter.repeat(100), version: letter.repeat(100) },
    };
    const pieces = [message(1, "initialize", params)];
    const { status, headers } = await ask(url, { headers: as("alice"), pieces });
    expect(status).toBe(200);
    expect(await use("alice", String(headers["mcp-session-id"]))).toBe(200);
  }
});

test("a session takes each of the versions that it may have been begun with", async () => {
  const session = await begin("alice");
  const asked = (version: string) =>
    ask(url, {
      headers: { ...as("alice", session), "mcp-protocol-version": version },
      pieces: [message(2, "ping")],
    });
  expect((await asked("2025-06-18")).status).toBe(200);
  expect((await asked("1999-01-01")).status).toBe(400);
});

test("there is no stream for what belongs to no request, and clients are told so", async () => {
  const session = await begin("alice");
  const answer = await ask(url, { method: "GET", headers: as("alice", session) });
  expect([answer.status, answer.headers.allow]).toEqual([405, "POST, DELETE"]);
});

test("notifications and answers are taken, whatever they answer", async () => {
  const session = await begin("alice");
  const notified = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });
  expect(await use("alice", session, notified)).toBe(202);
  const answered = JSON.stringify({ jsonrpc: "2.0", id: "of-no-question", result: {} });
  expect(await use("alice", session, answered)).toBe(202);
});
