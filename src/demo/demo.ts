import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { chapters } from "./chapters.ts";
import { seed } from "./seed.ts";
import { type Transcript, transcript } from "./transcript.ts";

export interface Answer {
  readonly text: string;
  readonly structured: Record<string, unknown>;
  readonly isError: boolean;
}

/** Calls a tool of the running server; shown in the transcript unless `quiet`. */
export interface CallTool {
  (
    tool: string,
    args: Record<string, unknown>,
    options?: { quiet?: boolean; maxLines?: number },
  ): Promise<Answer>;
}

/**
 * `neon-dba demo`: the real server as a child process over stdio, the official client, a fresh embedded Postgres in a
 * temporary home. Returns false when an answer is not what the chapter shows it for.
 */
export async function demo(
  command: readonly string[],
  stop: (home: string) => Promise<void>,
): Promise<boolean> {
  const home = join(tmpdir(), `neon-dba-demo-${randomBytes(4).toString("hex")}`);
  const started = performance.now();
  const show = transcript();
  show.title("neon-dba demo");
  show.say(
    "A local Neon on the Postgres 18 that came with the package, a task tracker with a million rows, and an MCP client that uses the server as an agent would.",
  );
  try {
    await withServer(command, home, ["--access", "full"], show, fill);
    await withServer(command, home, [], show, async (call) => {
      for (const chapter of chapters) {
        show.title(chapter.title);
        show.say(chapter.why);
        await chapter.play(call, show);
      }
    });
    show.title("What next");
    show.say(
      "Add the server to your client: the README has the lines for Claude Code, Cursor and VS Code. With NEON_API_KEY it serves your Neon projects, with DATABASE_URL your own Postgres, without either the local Neon. `neon-dba doctor` checks a machine, `neon-dba --help` lists every setting.",
    );
    show.say(
      `The whole demo took ${((performance.now() - started) / 1000).toFixed(1)} s. Its database is being removed.`,
    );
    return true;
  } catch (error) {
    show.title("The demo stopped");
    show.say(error instanceof Error ? error.message : String(error));
    return false;
  } finally {
    await stop(home);
  }
}

async function withServer(
  command: readonly string[],
  home: string,
  flags: readonly string[],
  show: Transcript,
  use: (call: CallTool, show: Transcript) => Promise<void>,
): Promise<void> {
  const [executable = process.execPath, ...args] = command;
  const transport = new StdioClientTransport({
    command: executable,
    args: [...args, ...flags],
    // only what the server needs: the demo must not touch a database that the environment points to
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NEON_DBA_HOME: home },
    stderr: "inherit",
  });
  const client = new Client(
    { name: "neon-dba-demo", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  await client.connect(transport);
  try {
    await use(caller(client, show), show);
  } finally {
    await client.close();
  }
}

function caller(client: Client, show: Transcript): CallTool {
  return async (tool, args, { quiet = false, maxLines } = {}) => {
    if (!quiet) show.sent(tool, args);
    const started = performance.now();
    const result = await client.callTool({ name: tool, arguments: args }, { timeout: 120_000 });
    const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
    if (!quiet) show.got(text, performance.now() - started, maxLines);
    return {
      text,
      structured: (result.structuredContent ?? {}) as Record<string, unknown>,
      isError: result.isError === true,
    };
  };
}

async function fill(call: CallTool, show: Transcript): Promise<void> {
  const started = performance.now();
  const answer = await call(
    "run_sql",
    { sql: seed, mode: "write", timeout_ms: 120_000 },
    { quiet: true },
  );
  if (answer.isError) throw new Error(`The demo's tables could not be made: ${answer.text}`);
  show.say(
    `Started the local Neon and made ten tables with a million rows in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
  );
}
