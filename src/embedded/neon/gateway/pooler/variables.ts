import { marked } from "../../../../postgres/own.ts";
import { ProxyError } from "../proxy-error.ts";

/** What PgBouncer keeps for a client between transactions: settings that Postgres reports whenever they change. */
const TRACKED: ReadonlyMap<string, string> = new Map(
  [
    "client_encoding",
    "DateStyle",
    "TimeZone",
    "standard_conforming_strings",
    "application_name",
    "IntervalStyle",
  ].map((name) => [name.toLowerCase(), name]),
);

/** Neon's PgBouncer takes it and does nothing: `ignore_startup_parameters`. */
const IGNORED = "extra_float_digits";

const WHAT_TO_DO =
  "Please use unpooled connection or remove this parameter from the startup package. More details: https://neon.tech/docs/connect/connection-errors#unsupported-startup-parameter";

/** Settings that go with a client from server connection to server connection. */
export class Variables {
  readonly #values = new Map<string, string>();

  /** A change that Postgres reported while the client had the server connection. */
  reported(name: string, value: string): void {
    const tracked = TRACKED.get(name.toLowerCase());
    if (tracked !== undefined) this.#values.set(tracked, value);
  }

  /** The parameters a client is told at its login. */
  over(parameters: ReadonlyMap<string, string>): Map<string, string> {
    return new Map([...parameters, ...this.#values]);
  }

  /** The statement that gives a fresh server connection the client's settings; undefined when it has them. */
  difference(parameters: ReadonlyMap<string, string>): string | undefined {
    const calls = [...this.#values]
      .filter(([name, value]) => parameters.get(name) !== value)
      .map(([name, value]) => `pg_catalog.set_config(${quote(name)}, ${quote(value)}, false)`);
    return calls.length === 0 ? undefined : marked(`select ${calls.join(", ")}`);
  }
}

function quote(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Reads what a client asks for when it connects. Throws PgBouncer's refusal of what it does not keep. */
export function startVariables(
  application: string | undefined,
  options: string | undefined,
): Variables {
  const variables = new Variables();
  // So that Postgres shows who they are; clients that have a name keep it.
  variables.reported("application_name", application ?? "pgbouncer");
  for (const [name, value] of settingsIn(options ?? "")) {
    if (name.toLowerCase() === IGNORED) continue;
    if (!TRACKED.has(name.toLowerCase()))
      throw new ProxyError(
        "08P01",
        `unsupported startup parameter in options: ${name}. ${WHAT_TO_DO}`,
      );
    variables.reported(name, value);
  }
  return variables;
}

/** `-c name=value`, `-cname=value` and `--name=value`; a backslash keeps the space that follows it. */
function* settingsIn(options: string): Generator<[string, string]> {
  const words = (options.match(/(?:\\.|[^\s\\])+/gsu) ?? []).map((word) =>
    word.replace(/\\(.)/gsu, "$1"),
  );
  for (let at = 0; at < words.length; at++) {
    const word = words[at] === "-c" ? `-c${words[++at] ?? ""}` : (words[at] ?? "");
    const [, name, value] = /^(?:-c|--)([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined)
      throw new ProxyError(
        "08P01",
        `unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed. ${WHAT_TO_DO}`,
      );
    yield [name, value];
  }
}

/** PgBouncer has no server connections for replication. */
export function refuseReplication(replication: string | undefined): void {
  if (replication === undefined || /^(?:false|off|no|0)$/.test(replication)) return;
  throw new ProxyError("08P01", `unsupported startup parameter: replication. ${WHAT_TO_DO}`);
}
