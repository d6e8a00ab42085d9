import { type Config, ConfigError } from "../config.ts";
import { Redactor } from "../core/redact.ts";
import { type OpenDeps, openDeps } from "../deps.ts";
import { createLog } from "../log.ts";
import { instructions } from "../mcp/instructions.ts";
import { type Toolset, selectTools } from "../mcp/select.ts";
import type { ServerConfig } from "../mcp/server.ts";
import type { Tool } from "../core/tool.ts";
import { openState } from "../state/open.ts";
import { packageInfo } from "./package-info.ts";

export interface OpenServer extends AsyncDisposable {
  readonly config: ServerConfig;
  readonly deps: OpenDeps;
}

/** Puts a configuration together with everything that serves it; nothing is started or connected until a tool needs it. */
export function openServer(
  config: Config,
  toolsets: Readonly<Record<string, Toolset>>,
  principal: string,
): OpenServer {
  const redact = new Redactor();
  for (const url of [config.databaseUrl, config.stateUrl]) redact.add(url);
  const log = createLog(config.logLevel, redact);
  const tools = select(config, toolsets);
  const deps = openDeps(config, redact, log);
  const ledger = openState(config.home, config.stateUrl);
  const deployment =
    deps.deployment === "local"
      ? "an embedded Postgres 18 on this machine (branch main, database neondb)"
      : "the operator's Postgres database";
  return {
    deps,
    config: {
      ...packageInfo(),
      deps,
      redact,
      log,
      tools,
      ledger,
      principal,
      confirm: config.confirm,
      running: new Set(),
      instructions: instructions(toolsets, tools, { deployment, access: config.access }),
    },
    async [Symbol.asyncDispose]() {
      await deps.close();
      await ledger.close();
    },
  };
}

function select(config: Config, toolsets: Readonly<Record<string, Toolset>>): Tool[] {
  try {
    return selectTools(toolsets, config);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}
