import { ConfigError, readConfig, unknown } from "../config.ts";
import type { Toolset } from "../mcp/select.ts";
import { help } from "./help.ts";
import { packageInfo } from "./package-info.ts";

/** Exit codes of every command: done, refused or failed, called wrongly. Of lint: clean, findings, could not be done. */
const [done, failed, misused] = [0, 1, 2];

const commands = ["agents", "call", "demo", "doctor", "http", "lint", "token"] as const;
type Command = (typeof commands)[number];

/** The `neon-dba` command: no command serves MCP on standard input and output. Returns the exit code. */
export async function main(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  toolsets: Readonly<Record<string, Toolset>>,
): Promise<number> {
  if (argv.includes("--version")) return print(packageInfo().version);
  if (argv.includes("--help") || argv.includes("-h")) return print(help(toolsets));
  const command = commands.find((name) => name === argv[0]);
  const rest = command === undefined ? argv : argv.slice(1);
  // `neon-dba doctor | head`: whoever reads no more is no reason to leave something half done
  if (command !== undefined) process.stdout.on("error", ignoreClosedPipe);
  try {
    return await run(command, rest, env, toolsets);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`neon-dba: ${error.message}\n`);
    return misused;
  }
}

async function run(
  command: Command | undefined,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  toolsets: Readonly<Record<string, Toolset>>,
): Promise<number> {
  switch (command) {
    case "agents": {
      const { agents } = await import("./agents/agents.ts");
      return (await agents(argv, env)) ? done : failed;
    }
    case "call": {
      const { call } = await import("./call.ts");
      const at = argv.findIndex((argument) => argument.startsWith("--"));
      const [positional, flags] = at < 0 ? [argv, []] : [argv.slice(0, at), argv.slice(at)];
      return (await call(positional, readConfig(flags, env), toolsets)) ? done : failed;
    }
    case "doctor": {
      const { doctor } = await import("./doctor.ts");
      return (await doctor(readConfig(argv, env))) ? done : failed;
    }
    case "lint": {
      const { readLintArguments } = await import("./lint/arguments.ts");
      const { lint } = await import("./lint/lint.ts");
      const given = readLintArguments(argv);
      const clean = await lint(given, readConfig(given.rest, env));
      if (clean === undefined) return misused;
      return clean ? done : failed;
    }
    case "demo": {
      const { demo } = await import("./demo.ts");
      return (await demo()) ? done : failed;
    }
    case "http": {
      const { http } = await import("./http.ts");
      await http(readConfig(argv, env, "http"), toolsets);
      return done;
    }
    case "token": {
      const { token } = await import("./token.ts");
      await token(argv, env);
      return done;
    }
    case undefined: {
      const [first = "-"] = argv;
      if (!first.startsWith("-")) throw new ConfigError(unknown("command", first, commands));
      const { openServer } = await import("./open-server.ts");
      const { serve } = await import("../mcp/stdio.ts");
      const { tellLastWords } = await import("./last-words.ts");
      await using server = openServer(readConfig(argv, env), toolsets, "stdio");
      using _lastWords = tellLastWords(server.config.redact);
      await serve(server.config);
      return done;
    }
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return done;
}
