import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expectText } from "./chapter.ts";
import { caller } from "./call.ts";
import type { Transcript } from "./transcript.ts";

/** The server of the demo's own home over HTTP: two callers by their tokens, and the audit log of what they did. */
export async function playOverHttp(
  command: readonly string[],
  env: Record<string, string>,
  folder: string,
  show: Transcript,
): Promise<void> {
  show.title("The same over HTTP");
  show.say(
    "One server for a team: whoever calls is known by a token with scopes, and what may change something is in an audit log, without values.",
  );
  const [executable = process.execPath, ...args] = command;
  const [tokens, audit] = [join(folder, "tokens"), join(folder, "audit.jsonl")];
  const tokenOf = (name: string, scopes: string): string =>
    execFileSync(
      executable,
      [...args, "token", name, "--scopes", scopes, "--tokens", tokens, "--expires", "1h"],
      { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    ).trim();
  const [reader, writer] = [tokenOf("reader", "read"), tokenOf("writer", "write")];
  const child = spawn(
    executable,
    [...args, "http", "--port", "0", "--tokens", tokens, "--audit", audit],
    { env, stdio: ["ignore", "ignore", "pipe"] },
  );
  try {
    const url = await addressOf(child);
    show.say(`${url}, with the tokens of \`neon-dba token reader --scopes read\` and a writer.`);
    const sql = "select count(*) as tasks from tasks where status = 'todo'";
    await using readers = await connect(url, reader);
    const reads = caller(readers, show);
    expectText(await reads("run_sql", { sql }), "SELECT: 1 row");
    const branch = { name: "by-http", expires_in: "1h" };
    show.say("The reader asks for more than its token grants.");
    expectText(await reads("create_branch", branch), "PERMISSION", "scope write");
    await using writers = await connect(url, writer);
    const writes = caller(writers, show);
    expectText(await writes("create_branch", branch), "by-http");
    const lines = readFileSync(audit, "utf8").trim().split("\n");
    const begun = lines.findLast((line) => line.includes('"create_branch"'));
    if (begun === undefined) throw new Error("The audit log has no such call.");
    show.say("What the audit log holds of it, before and after:");
    for (const line of [begun, lines.at(-1) ?? ""]) show.say(line.replaceAll(',"', ', "'));
  } finally {
    child.kill();
    await new Promise((ended) => child.once("exit", ended));
  }
}

async function connect(url: string, token: string): Promise<Client & AsyncDisposable> {
  const client = new Client(
    { name: "neon-dba-demo", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/** What a server without output of its own says when it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (part: string) => {
      said += part;
      const [url] = /http:\/\/\S+\/mcp/.exec(said) ?? [];
      if (url !== undefined) found(url);
    });
    child.once("exit", () => failed(new Error(`The HTTP server did not start: ${said}`)));
  });
}
