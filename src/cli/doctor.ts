import type { Config } from "../config.ts";
import { ToolError } from "../core/errors.ts";
import { Redactor } from "../core/redact.ts";
import { openDeps } from "../deps/open-deps.ts";
import { createEmbedded } from "../embedded/embedded.ts";
import { createLog } from "../log.ts";
import { openState } from "../state/open.ts";
import { statePlans } from "../state/plans.ts";
import { packageInfo } from "./package-info.ts";

interface Check {
  readonly name: string;
  run(): Promise<string>;
}

/** `neon-dba doctor`: tries each thing that the server needs and says what it saw. False when one of them does not work. */
export async function doctor(config: Config): Promise<boolean> {
  const redact = new Redactor();
  const state = openState(config.home, config.stateUrl);
  const deps = openDeps(config, redact, createLog(config.logLevel, redact), statePlans(state));
  const connect = async (): Promise<string> => {
    const started = performance.now();
    await using session = await deps.session({
      intent: "read",
      signal: AbortSignal.timeout(60_000),
    });
    const { deployment, database, role, postgres } = session.target;
    return `${deployment}: Postgres ${postgres}, database ${database}, role ${role}, ${Math.round(performance.now() - started)} ms`;
  };
  const checks: Check[] = [
    {
      name: "neon-dba",
      run: async () =>
        `${packageInfo().version} on Node ${process.versions.node}, ${process.platform}-${process.arch}`,
    },
    {
      name: "settings",
      run: async () => `access ${config.access}, confirm ${config.confirm}, home ${config.home}`,
    },
    { name: "embedded", run: () => embedded(config) },
    { name: "database", run: connect },
    { name: "shadow", run: () => tryShadow(deps) },
  ];
  let sound = true;
  for (const check of checks) {
    try {
      line("ok", check.name, await check.run());
    } catch (error) {
      sound = false;
      line("FAILED", check.name, redact.text(explain(error)));
    }
  }
  await deps.close();
  return sound;
}

/** What is there before the checks below, which start what they need. */
async function embedded({ home, pgBin }: Config): Promise<string> {
  await using found = createEmbedded({ home, ...(pgBin === undefined ? {} : { pgBin }) });
  const { installation, account, localNeon, shadow } = await found.status();
  const by = account === undefined ? "" : `, run by ${account}`;
  const at = localNeon.origin === undefined ? "" : ` at ${localNeon.origin}`;
  return `Postgres ${installation.version} in ${installation.bin}${by}; local Neon ${localNeon.state}${at}; shadow cluster ${shadow.state}`;
}

async function tryShadow(deps: ReturnType<typeof openDeps>): Promise<string> {
  const started = performance.now();
  await using shadow = await deps.shadow(AbortSignal.timeout(60_000));
  await shadow.session.query("create table probe (id int)");
  return `a throw-away database on the embedded Postgres ${shadow.session.target.postgres}, ${Math.round(performance.now() - started)} ms`;
}

function explain(error: unknown): string {
  if (!(error instanceof ToolError)) return String(error);
  return [error.message, error.quoted, error.next]
    .filter((part) => part !== undefined)
    .join("\n                  ");
}

function line(state: string, name: string, text: string): void {
  process.stdout.write(`${state.padEnd(7)} ${name.padEnd(9)} ${text}\n`);
}
