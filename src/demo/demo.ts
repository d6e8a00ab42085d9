import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { type CallTool, caller } from "./call.ts";
import { chaptersIn } from "./chapters.ts";
import { playOverHttp } from "./http-chapter.ts";
import { seed } from "./seed.ts";
import { type Transcript, transcript } from "./transcript.ts";

/**
 * `neon-dba demo`: the real server as a child process over stdio, the official client, a fresh embedded Postgres in a
 * temporary home. Returns false when an answer is not what the chapter shows it for.
 */
export async function demo(
  command: readonly string[],
  stop: (home: string) => Promise<void>,
): Promise<boolean> {
  const home = join(tmpdir(), `neon-dba-demo-${randomBytes(4).toString("hex")}`);
  const files = mkdtempSync(join(tmpdir(), "neon-dba-demo-files-"));
  const started = performance.now();
  const show = transcript();
  show.title("neon-dba demo");
  show.say(
    "A local Neon on the Postgres 18 that came with the package, a task tracker with a million rows, and an MCP client that uses the server as an agent would.",
  );
  try {
    await withServer(command, home, ["--access", "full"], show, fill);
    await withServer(command, home, ["--toolsets", "all", "--files", files], show, async (call) => {
      for (const chapter of chaptersIn(files)) {
        show.title(chapter.title);
        show.say(chapter.why);
        await chapter.play(call, show);
      }
    });
    await playOverHttp(command, environment(home), files, show);
    show.title("What next");
    show.say(
      "`neon-dba agents install` adds the server and its personas to the clients that it finds; the README has the lines for each. With NEON_API_KEY it serves your Neon projects, with DATABASE_URL your own Postgres, without either the local Neon. `neon-dba doctor` checks a machine, `neon-dba --help` lists every setting.",
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
    rmSync(files, { recursive: true, force: true });
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
    env: environment(home),
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

/** Only what the server needs: the demo must not touch a database that the environment points to. */
const environment = (home: string): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  NEON_DBA_HOME: home,
});

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
