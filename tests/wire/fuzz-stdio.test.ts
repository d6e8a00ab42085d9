import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Era, eras } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { commandLine, serverEnv } from "../helpers/server.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { checkFlat, memoryOf, memoryReport } from "./memory.ts";
import { mutate, validMessage } from "./mutations.ts";
import { seeded } from "./random.ts";
import { checkAnswer } from "./well-formed.ts";

const SEED = 20_261_123;
const [ROUNDS, PER_ROUND] = [7, 500];

interface Pipes extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: string[];
  readonly log: () => string;
  write(line: string | Buffer): Promise<void>;
  /** A call with this id is answered. */
  answered(id: string): Promise<string>;
}

function start(env: Record<string, string>): Pipes {
  const child = spawn(process.execPath, [...commandLine, "--log-level", "error"], {
    env: { ...serverEnv(), ...env },
  });
  const [lines, log]: [string[], string[]] = [[], []];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  return {
    child,
    lines,
    log: () => log.join("\n"),
    async write(line) {
      if (!child.stdin.write(line)) await once(child.stdin, "drain");
    },
    async answered(id) {
      for (;;) {
        const found = lines.find((line) => line.includes(`"id":"${id}"`));
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`It ended: ${log.join("\n").slice(-2_000)}`);
        await sleep(10);
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "fuzz", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const goodCall = (era: Era, id: string): string => {
  const params = { name: "run_sql", arguments: { sql: "select 41 + 1 as n" } };
  const told = era === "modern" ? { ...params, _meta: modernMeta } : params;
  return `${JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: told })}\n`;
};
const greeting = (era: Era): string =>
  era === "modern"
    ? `${JSON.stringify({ jsonrpc: "2.0", id: "hello", method: "server/discover", params: { _meta: modernMeta } })}\n`
    : `${JSON.stringify({ jsonrpc: "2.0", id: "hello", method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "fuzz", version: "1" } } })}\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`;

test.each(eras)(
  "whatever comes by standard input, the process goes on and standard output is the protocol's: %s",
  async (era) => {
    await using database = await testDatabase();
    const home = mkdtempSync(join(tmpdir(), "neon-dba-fuzz-"));
    await using server = start({
      ...memoryReport,
      DATABASE_URL: database.url,
      NEON_DBA_HOME: home,
    });
    const { child, lines, log } = server;
    await server.write(greeting(era));
    await server.answered("hello");
    const random = seeded(SEED + era.length);
    const secrets = [new URL(database.url).password];
    let sent = 0;
    const round = async (n: number): Promise<void> => {
      for (let each = 0; each < PER_ROUND; each += 1, sent += 1) {
        const { message } = validMessage(random);
        const text = random.chance(0.1) ? JSON.stringify(message) : mutate(random, message);
        await server.write(`${text.replaceAll("\n", " ")}\n`);
        if (random.chance(0.02))
          await server.write(Buffer.concat([random.bytes(100), Buffer.from("\n")]));
        // what is not answered yet is kept by anybody; a client waits sometimes
        if (each % 100 === 99) {
          await server.write(goodCall(era, `wait-${n}-${each}`));
          await server.answered(`wait-${n}-${each}`);
        }
      }
      await server.write(goodCall(era, `good-${n}`));
      expect(await server.answered(`good-${n}`)).toContain("42");
      for (const line of lines.splice(0))
        checkAnswer(JSON.parse(line), { secrets, to: `round ${n} of seed ${SEED}` });
    };
    for (let n = 0; n < 2; n += 1) await round(n);
    const warm = await memoryOf(child.pid ?? 0, log);
    for (let n = 2; n < ROUNDS; n += 1) await round(n);
    const end = await memoryOf(child.pid ?? 0, log);
    expect(sent).toBe(ROUNDS * PER_ROUND);
    checkFlat(warm, end);
    expect(log()).not.toMatch(/unexpected|Unhandled|"level":(50|60)/);
    removeHome(home);
  },
);
