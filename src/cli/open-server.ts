import { type Config, ConfigError } from "../config.ts";
import { type Arounds, openAround } from "../around/open.ts";
import { scopeOf } from "../auth/scope-of.ts";
import { Redactor } from "../core/redact.ts";
import { type OpenDeps, openDeps } from "../deps/open-deps.ts";
import { createLog } from "../log.ts";
import { neonCompletions, urlCompletions } from "../mcp/completions.ts";
import { instructions } from "../mcp/instructions.ts";
import { type Toolset, selectTools } from "../mcp/select.ts";
import type { ServerConfig } from "../mcp/server.ts";
import { openState } from "../state/open.ts";
import type { State } from "../state/state.ts";
import { statePlans } from "../state/plans.ts";
import { createNarrower, type Narrower } from "./narrow.ts";
import { packageInfo } from "./package-info.ts";

export interface OpenServer extends AsyncDisposable, Narrower {
  readonly config: ServerConfig;
  readonly deps: OpenDeps;
  readonly state: State;
  /** What stands around the calls; a way in with limits of its own makes another `around` of it. */
  readonly arounds: Arounds;
}

const deployments = {
  local: "a local Neon on this machine (project local, default branch main, database neondb)",
  neon: "the operator's Neon projects",
  url: "the operator's Postgres database, which has no branches",
} as const;

/**
 * Puts a configuration together with everything that serves it; nothing is started or connected until a tool needs it. Throws ConfigError
 * where a name of the settings does not exist, or the audit log cannot be opened.
 */
export function openServer(
  config: Config,
  toolsets: Readonly<Record<string, Toolset>>,
  principal: string,
): OpenServer {
  const redact = new Redactor();
  for (const secret of [config.databaseUrl, config.stateUrl, config.neonApiKey]) redact.add(secret);
  const log = createLog(config.logLevel, redact);
  const deployment = deployments[config.deployment];
  const tools = orConfigError(() => selectTools(toolsets, config));
  const ledger = openState(config.home, config.stateUrl);
  const deps = openDeps(config, redact, log, statePlans(ledger));
  const arounds = orConfigError(() =>
    openAround({
      audit: config.audit,
      ledger,
      redact,
      log,
      version: packageInfo().version,
      mayChange: (tool, args) => scopeOf(tool, args) !== "read",
    }),
  );
  return {
    deps,
    state: ledger,
    arounds,
    ...createNarrower(config, toolsets, deployment),
    config: {
      ...packageInfo(),
      deps: arounds.deps(deps),
      redact,
      log,
      tools,
      ledger,
      principal,
      confirm: config.confirm,
      ...(arounds.around === undefined ? {} : { around: arounds.around }),
      completions: config.deployment === "url" ? urlCompletions(deps) : neonCompletions(deps),
      running: new Set(),
      instructions: instructions(toolsets, tools, {
        deployment,
        access: config.access,
      }),
    },
    async [Symbol.asyncDispose]() {
      await deps.close();
      await arounds.close();
      await ledger.close();
    },
  };
}

/** Settings that only show themselves as no good where they are used. */
function orConfigError<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}
