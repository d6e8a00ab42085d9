import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { fileState } from "../../../src/state/files.ts";
import { serveTools } from "../../helpers/http.ts";
import { serverConfig, stateFolder } from "../../helpers/server-config.ts";
import { ask, jsonHeaders, message } from "./ask.ts";

const erase = defineTool({
  name: "erase",
  title: "Erase",
  description: "Asks first.",
  input: z.object({}),
  output: z.object({ erased: z.boolean() }),
  untrusted: [],
  effect: "destroy",
  async run(_input, _deps, call) {
    await call.confirm({ summary: "Erase 7 rows of t.", plan: { rows: 7 } });
    return { erased: true };
  },
  render: () => ({ head: "erased" }),
});

/** Two servers with one state, as two processes have it. */
const folder = stateFolder();
const urls: string[] = [];
const open: AsyncDisposable[] = [];
beforeAll(async () => {
  for (const state of [fileState(folder), fileState(folder)]) {
    const served = await serveTools(serverConfig([erase]), { state });
    urls.push(served.url);
    open.push(served);
  }
});
afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

const mail = (): string[] => {
  const dir = join(folder, "mail");
  return existsSync(dir) ? readdirSync(dir).map((name) => join(dir, name)) : [];
};

async function begin(): Promise<Record<string, string>> {
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: { form: {} } },
    clientInfo: { name: "test", version: "1" },
  };
  const pieces = [message(1, "initialize", params)];
  const { headers } = await ask(urls[0] ?? "", { headers: jsonHeaders, pieces });
  return { ...jsonHeaders, "mcp-session-id": String(headers["mcp-session-id"]) };
}

/** To the process that does not wait for it. */
const tell = async (headers: Record<string, string>, said: object) =>
  ask(urls[1] ?? "", { headers, pieces: [JSON.stringify({ jsonrpc: "2.0", ...said })] });

const yes = { action: "accept", content: { confirm: true } };

test("an answer is kept for another process where that one asked, and nothing else is", async () => {
  const headers = await begin();
  const body = message(2, "tools/call", { name: "erase", arguments: {} });
  const response = await fetch(urls[0] ?? "", { method: "POST", headers, body });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const readUntil = async (what: RegExp): Promise<string> => {
    for (;;) {
      const found = what.exec(said)?.[1];
      if (found !== undefined) return found;
      const { value, done } = (await reader?.read()) ?? {};
      if (done !== false) throw new Error(said);
      said += value;
    }
  };
  const id = await readUntil(/"elicitation\/create".*"id":"([^"]+)"/);

  const [chance = ""] = id.split(".");
  for (const forged of ["nobody-asked", 7, chance, `${chance}.`, `${id}x`, `${id}.x`, `.${id}`])
    expect((await tell(headers, { id: forged, result: yes })).status, String(forged)).toBe(202);
  const other = await begin();
  expect((await tell(other, { id, result: yes })).status).toBe(202);
  const long = await tell(headers, { id, result: { ...yes, pad: "x".repeat(70_000) } });
  expect([long.status, long.body]).toEqual([413, expect.stringContaining("send a shorter one")]);
  expect(mail()).toEqual([]);

  expect((await tell(headers, { id, result: yes })).status).toBe(202);
  expect(await readUntil(/"text":"(erased)/)).toBe("erased");
});

test("cancellations that nobody waits for take little room, however many and long they are", async () => {
  const headers = [await begin(), await begin()];
  const cancel = (requestId: string, of = headers[0]) =>
    tell(of ?? {}, {
      method: "notifications/cancelled",
      params: { requestId, reason: "x".repeat(10_000) },
    });
  await cancel("r".repeat(100_000));
  for (let at = 0; at < 100; at++) await cancel(`r${at}`, headers[at % 2]);
  expect(mail().length).toBeLessThanOrEqual(64);
  for (const file of mail()) expect(statSync(file).size).toBeLessThan(100);
});
