import { ConfigError } from "../../config.ts";

const formats = ["text", "github", "sarif", "json"] as const;
export type Format = (typeof formats)[number];

const levels = ["error", "warning", "info"] as const;
export type Level = (typeof levels)[number];

export interface LintArguments {
  readonly folder: string;
  readonly framework: string | undefined;
  readonly postgres: number | undefined;
  readonly since: string | undefined;
  readonly ignore: readonly string[];
  readonly format: Format;
  readonly failOn: Level;
  /** What is left: settings, as every command takes them. */
  readonly rest: readonly string[];
}

const OWN = ["--framework", "--postgres", "--since", "--ignore", "--format", "--fail-on"] as const;
type Own = (typeof OWN)[number];

/** `FOLDER [--framework F] [--postgres N] [--since FILE] [--ignore RULE,RULE] [--format F] [--fail-on L]`. Throws ConfigError. */
export function readLintArguments(argv: readonly string[]): LintArguments {
  const values = new Map<Own, string>();
  const folders: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [flag = "", inline] = (argv[at] ?? "").split(/=(.*)/s, 2);
    const own = OWN.find((name) => name === flag);
    if (own === undefined) {
      // a setting takes the argument after it along
      const isFlag = flag.startsWith("--");
      if (isFlag)
        rest.push(argv[at] ?? "", ...(inline === undefined ? argv.slice(++at, at + 1) : []));
      else folders.push(flag);
      continue;
    }
    const value = inline ?? argv[++at];
    if (value === undefined || value === "") throw new ConfigError(`${own} needs a value.`);
    values.set(own, value);
  }
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0)
    throw new ConfigError("lint needs one folder of migrations: neon-dba lint migrations.");
  return {
    folder,
    rest,
    framework: values.get("--framework"),
    postgres: majorVersion(values.get("--postgres")),
    since: values.get("--since"),
    ignore: values.get("--ignore")?.split(",") ?? [],
    format: oneOf("--format", values.get("--format") ?? "text", formats),
    failOn: oneOf("--fail-on", values.get("--fail-on") ?? "error", levels),
  };
}

function oneOf<T extends string>(flag: Own, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new ConfigError(
    `${flag} cannot be ${JSON.stringify(value)}; it takes ${allowed.join(", ")}.`,
  );
}

function majorVersion(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^1[4-8]$/.test(value)) return Number(value);
  throw new ConfigError(`--postgres cannot be ${JSON.stringify(value)}; it takes 14 to 18.`);
}
