import { clients } from "../../agents/clients/index.ts";
import { ConfigError } from "../../config.ts";
import { nearest } from "../../core/nearest.ts";
import { settings } from "../../settings.ts";

const actions = ["install", "remove", "status"] as const;
const scopes = ["project", "user"] as const;
const flags = ["--client", "--scope", "--env", "--yes", "--dry-run"] as const;
type Flag = (typeof flags)[number];

export interface AgentsArguments {
  readonly action: (typeof actions)[number];
  /** Names; none for those that are there. */
  readonly clients: readonly string[];
  readonly scope: (typeof scopes)[number];
  /** Environment variables that the server's entry hands on by name. */
  readonly variables: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** `install|remove|status [--client NAME,NAME] [--scope S] [--env NAME,NAME] [--yes] [--dry-run]`. Throws ConfigError. */
export function readAgentsArguments([first, ...rest]: readonly string[]): AgentsArguments {
  const action = oneOf("What to do", first ?? "", actions);
  const given = new Map<Flag, string>();
  for (let at = 0; at < rest.length; at++) {
    const [name = "", inline] = (rest[at] ?? "").split(/=(.*)/s, 2);
    const flag = oneOf("A flag", name, flags);
    const isSwitch = flag === "--yes" || flag === "--dry-run";
    if (isSwitch && inline !== undefined)
      throw new ConfigError(`${flag} takes no value; give it alone, or leave it out.`);
    const value = isSwitch ? "yes" : (inline ?? rest[++at]);
    if (value === undefined || value === "") throw new ConfigError(`${flag} needs a value.`);
    if (given.has(flag)) throw new ConfigError(`${flag} is given twice; give it once.`);
    given.set(flag, value);
  }
  const names = clients.map(({ name }) => name);
  const known = settings.flatMap(({ variable, command }) =>
    command === undefined ? (variable ?? []) : [],
  );
  return {
    action,
    clients: list(given.get("--client")).map((name) => oneOf("--client", name, names)),
    scope: oneOf("--scope", given.get("--scope") ?? "project", scopes),
    // a name, never a value: what is not a variable of the server's is refused, and not repeated
    variables: list(given.get("--env")).map((name) => {
      if (known.includes(name)) return name;
      throw new ConfigError(`--env takes names of variables: ${known.join(", ")}.`);
    }),
    yes: given.has("--yes"),
    dryRun: given.has("--dry-run"),
  };
}

function oneOf<T extends string>(what: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const [closest] = nearest(value, known, 1);
  const hint = closest === undefined ? "" : ` Did you mean ${closest}?`;
  const said = value === "" ? "is missing" : `cannot be ${JSON.stringify(value.slice(0, 40))}`;
  throw new ConfigError(`${what} ${said}; it is one of ${known.join(", ")}.${hint}`);
}

const list = (text = ""): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
