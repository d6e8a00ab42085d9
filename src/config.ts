import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Access } from "./core/deps.ts";
import { nearest } from "./core/nearest.ts";
import { type HttpConfig, readHttpConfig, rejectOpenDoors } from "./http-config.ts";
import { type Setting, type Values, settings } from "./settings.ts";

export interface Config {
  readonly access: Access;
  /** Toolset names, or undefined for the default ones. */
  readonly toolsets: readonly string[] | "default" | "all";
  readonly tools: readonly string[] | undefined;
  readonly excludeTools: readonly string[];
  readonly confirm: "elicit" | "token" | "never";
  /** What is served: the local Neon, the Neon of NEON_API_KEY, or the Postgres of DATABASE_URL. */
  readonly deployment: "local" | "neon" | "url";
  readonly databaseUrl: string | undefined;
  readonly neonApiKey: string | undefined;
  readonly neonApiHost: string;
  readonly neonProject: string | undefined;
  readonly readRole: string | undefined;
  readonly home: string;
  /** Absolute paths of the folders below which tools may read and write. */
  readonly files: readonly string[];
  readonly revealSecrets: boolean;
  readonly pgBin: string | undefined;
  readonly stateUrl: string | undefined;
  readonly logLevel: "error" | "warn" | "info" | "debug";
  /** Absolute path of the audit log. */
  readonly audit: string | undefined;
  readonly http: HttpConfig;
}

/** One clear sentence about a wrong setting; the process ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Flags win over the environment. Throws ConfigError on what is unknown, malformed or contradictory. Flags of another command are refused;
 * variables are not, because a container has the same ones for every command that is run in it.
 */
export function readConfig(
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  command?: Setting["command"],
): Config {
  rejectUnknownVariables(env);
  const given = fromFlags(flags);
  rejectOtherCommands(given, command);
  const values = { ...fromEnvironment(env), ...given };
  for (const setting of settings) checkValue(setting, values[setting.key]);
  rejectContradictions(values);
  return {
    access: (values.access ?? "guarded") as Access,
    toolsets: toolsetNames(values.toolsets ?? "default"),
    tools: values.tools === undefined ? undefined : names(values.tools),
    excludeTools: names(values.excludeTools ?? ""),
    confirm: (values.confirm ?? "token") as Config["confirm"],
    deployment: deploymentOf(values, command),
    databaseUrl: values.databaseUrl,
    neonApiKey: values.neonApiKey,
    neonApiHost: (values.neonApiHost ?? "https://console.neon.tech/api/v2").replace(/\/+$/, ""),
    neonProject: values.neonProject,
    readRole: values.readRole,
    home: values.home ?? defaultHome(),
    // over HTTP the files of this machine are not the caller's
    files: names(values.files ?? (command === "http" ? "" : ".")).map((folder) => resolve(folder)),
    revealSecrets: values.revealSecrets === "yes",
    pgBin: values.pgBin,
    stateUrl: values.stateUrl,
    logLevel: (values.logLevel ?? "warn") as Config["logLevel"],
    audit: values.audit === undefined ? undefined : resolve(values.audit),
    http: httpOf(values, command),
  };
}

function httpOf(values: Partial<Values>, command: Setting["command"]): HttpConfig {
  try {
    const http = readHttpConfig(values);
    if (command === "http") rejectOpenDoors(http);
    return http;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function fromFlags(flags: readonly string[]): Partial<Values> {
  const values: Partial<Values> = {};
  const rest = [...flags];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [flag, inline] = split(argument);
    const setting = settings.find((candidate) => candidate.flag === flag);
    if (setting === undefined)
      throw new ConfigError(
        unknown(
          "flag",
          flag,
          settings.flatMap(({ flag: name }) => name ?? []),
        ),
      );
    if (values[setting.key] !== undefined)
      throw new ConfigError(`${flag} is given twice; give it once.`);
    const isAlone = setting.isSwitch === true && setting.values?.includes(rest[0] ?? "") !== true;
    const value = inline ?? (isAlone ? "yes" : rest.shift());
    if (value === undefined || value === "")
      throw new ConfigError(`${flag} needs a value: ${allowed(setting)}.`);
    values[setting.key] = value;
  }
  return values;
}

/** `--flag=value` is the same as `--flag value`. */
function split(argument: string): [string, string | undefined] {
  const at = argument.indexOf("=");
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function fromEnvironment(env: NodeJS.ProcessEnv): Partial<Values> {
  const found = settings.flatMap(({ key, variable }) => {
    const value = variable === undefined ? undefined : env[variable];
    return value === undefined || value === "" ? [] : [[key, value]];
  });
  return Object.fromEntries(found) as Partial<Values>;
}

function rejectUnknownVariables(env: NodeJS.ProcessEnv): void {
  const known = settings.flatMap(({ variable }) => variable ?? []);
  const stray = Object.keys(env).find(
    (name) => name.startsWith("NEON_DBA_") && !known.includes(name),
  );
  if (stray !== undefined) throw new ConfigError(unknown("variable", stray, known));
}

function rejectOtherCommands(values: Partial<Values>, command: Setting["command"]): void {
  const stray = settings.find(
    (setting) =>
      values[setting.key] !== undefined &&
      setting.command !== undefined &&
      setting.command !== command,
  );
  if (stray !== undefined)
    throw new ConfigError(
      `${stray.flag} is a setting of \`neon-dba ${stray.command}\` and means nothing here; leave it out or run that command.`,
    );
}

function rejectContradictions(values: Partial<Values>): void {
  if (values.neonApiKey !== undefined && values.databaseUrl !== undefined)
    throw new ConfigError(
      "NEON_API_KEY and DATABASE_URL are both set; unset one, so that it is clear what is served.",
    );
  if (values.databaseUrl !== undefined && values.neonProject !== undefined)
    throw new ConfigError(
      "A project is named and DATABASE_URL is set, which has none; unset one of the two.",
    );
  const excluded = names(values.excludeTools ?? "").find((name) =>
    names(values.tools ?? "").includes(name),
  );
  if (excluded !== undefined)
    throw new ConfigError(`${excluded} is in --tools and in --exclude-tools; leave it out of one.`);
}

function checkValue(setting: Setting, value: string | undefined): void {
  if (value === undefined) return;
  const name = setting.flag ?? setting.variable ?? setting.key;
  if (setting.values !== undefined && !setting.values.includes(value))
    throw new ConfigError(
      `${name} cannot be ${JSON.stringify(value.slice(0, 40))}; it takes ${allowed(setting)}.`,
    );
  // a secret is never repeated in a message, not even a malformed one
  if (setting.key === "neonApiHost" && !isApiHost(value))
    throw new ConfigError(
      `${name} is no address of an API; it has to begin with https://, or with http:// on this machine.`,
    );
  if (["databaseUrl", "stateUrl"].includes(setting.key) && !/^postgres(ql)?:\/\//.test(value))
    throw new ConfigError(
      `${name} is no Postgres URL; it has to begin with postgres:// or postgresql://.`,
    );
}

/** The key travels there: unencrypted to this machine only. */
function isApiHost(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (
    protocol === "https:" ||
    (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname))
  );
}

const allowed = ({ values, placeholder }: Setting): string =>
  values?.join(", ") ?? placeholder ?? "a value";

/** The sentence about a name that does not exist, with the one that is nearest to it. */
export function unknown(kind: string, name: string, known: readonly string[]): string {
  const [closest] = nearest(name, known, 1);
  return `There is no ${kind} ${name.slice(0, 60)}${closest === undefined ? "." : `; did you mean ${closest}?`} \`neon-dba --help\` lists them all.`;
}

function deploymentOf(
  { databaseUrl, neonApiKey, neonKeys }: Partial<Values>,
  command: Setting["command"],
): Config["deployment"] {
  if (command === "http" && neonKeys === "request") {
    if (neonApiKey === undefined && databaseUrl === undefined) return "neon";
    throw new ConfigError(
      "With --neon-keys request each request is served with its own key: unset NEON_API_KEY and DATABASE_URL, so that none is ever served with the operator's.",
    );
  }
  if (neonApiKey !== undefined) return "neon";
  return databaseUrl === undefined ? "local" : "url";
}

function toolsetNames(value: string): Config["toolsets"] {
  return value === "default" || value === "all" ? value : names(value);
}

const names = (value: string): string[] =>
  value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** As root, Postgres runs as another user, who cannot enter root's home directory. */
function defaultHome(): string {
  return process.getuid?.() === 0 ? "/var/lib/neon-dba" : join(homedir(), ".neon-dba");
}
