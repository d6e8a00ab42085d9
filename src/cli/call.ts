import { type Config, ConfigError } from "../config.ts";
import { shellCall } from "../mcp/call.ts";
import type { OnAgreed } from "../mcp/around.ts";
import { runTool } from "../mcp/run.ts";
import type { Toolset } from "../mcp/select.ts";
import { openServer } from "./open-server.ts";

/**
 * `neon-dba call TOOL JSON`: one tool from a shell or CI, its structured result as JSON on standard output. A refusal is
 * `{ "error": text }` there too, and false here. `-` reads the JSON from standard input.
 */
export async function call(
  [name, json = "{}", extra]: readonly string[],
  config: Config,
  toolsets: Readonly<Record<string, Toolset>>,
): Promise<boolean> {
  if (name === undefined || extra !== undefined)
    throw new ConfigError(
      'call needs a tool and its arguments: neon-dba call run_sql \'{"sql":"select 1"}\'.',
    );
  const args = parse(json === "-" ? await standardInput() : json);
  // what the shell names is served whether or not its toolset is a default one
  await using server = openServer(
    { ...config, toolsets: "all", tools: undefined },
    toolsets,
    "shell",
  );
  const tool = server.config.tools.find((candidate) => candidate.name === name);
  if (tool === undefined)
    throw new ConfigError(
      `There is no tool ${name.slice(0, 60)} here. They are ${server.config.tools.map((each) => each.name).join(", ")}.`,
    );
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const context = {
    tool: name,
    args,
    principal: "shell",
    mode: config.confirm,
    ledger: server.config.ledger,
    redact: server.config.redact,
    onAgreed: new Set<OnAgreed>(),
  };
  const { deps, around = (_, run) => run() } = server.config;
  const shell = shellCall(context, stop.signal);
  const answer = await around({ method: "tools/call", ...context, tool, deps, ...shell }, () =>
    runTool(tool, args, shell, server.config),
  );
  process.stdout.write(
    `${JSON.stringify(answer.isError ? { error: answer.text } : answer.structured, null, 2)}\n`,
  );
  return !answer.isError;
}

function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {}
  throw new ConfigError('The arguments are no JSON object; write them as \'{"sql":"select 1"}\'.');
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
