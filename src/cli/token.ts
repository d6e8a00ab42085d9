import { appendFile, readFile } from "node:fs/promises";
import { isScope, isTokenName, writeTokenLine } from "../auth/token-lines.ts";
import { type Scope, scopes, withHeld } from "../auth/principal.ts";
import { createToken, hashToken } from "../auth/token.ts";
import { openTokenFile } from "../auth/token-file.ts";
import { ConfigError } from "../config.ts";
import { parseDuration } from "../core/duration.ts";

const DEFAULT_LIFE = "90d";

/**
 * `neon-dba token NAME [--scopes read,write,admin] [--expires 90d|never] [--tokens FILE]`: a new bearer token, shown this once on standard
 * output. Its line, which holds only its hash, is added to the file, or follows the token where no file is named. Throws ConfigError.
 */
export async function token(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { name, granted, expiresAt, file } = readArguments(argv, env);
  const secret = createToken();
  const line = writeTokenLine({
    name,
    scopes: withHeld(granted),
    hash: hashToken(secret),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  if (file === undefined) {
    process.stdout.write(`${secret}\n${line}\n`);
    process.stderr.write(
      "The token is shown this once; its line goes into the file of --tokens.\n",
    );
    return;
  }
  await addLine(file, name, line);
  process.stdout.write(`${secret}\n`);
  process.stderr.write(
    `The token is shown this once. ${file} has its line; removing that revokes it at once.\n`,
  );
}

async function addLine(file: string, name: string, line: string): Promise<void> {
  const before = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new ConfigError(
      `The tokens file ${file} cannot be read (${error.code ?? "unknown"}); call this as the user who owns it, or name another file with --tokens.`,
    );
  });
  try {
    if (before !== "") await openTokenFile(file).check();
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
  if (before.split("\n").some((each) => each.trim().startsWith(`${name} `)))
    throw new ConfigError(
      `${file} has a token ${name} already; remove its line first, or choose another name.`,
    );
  const separator = before === "" || before.endsWith("\n") ? "" : "\n";
  await appendFile(file, `${separator}${line}\n`, { mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ConfigError(
        `The tokens file ${file} cannot be written (${error.code ?? "unknown"}); call this as a user who may write there, or name another file with --tokens.`,
      );
    },
  );
}

function readArguments(
  [name = "", ...flags]: readonly string[],
  env: NodeJS.ProcessEnv,
): {
  readonly name: string;
  readonly granted: readonly Scope[];
  readonly expiresAt: number | undefined;
  readonly file: string | undefined;
} {
  if (!isTokenName(name))
    throw new ConfigError(
      "token needs a name of 1 to 64 letters, digits, _ . @ or -: neon-dba token alice --scopes read,write.",
    );
  const values = new Map<string, string>();
  for (let at = 0; at < flags.length; at++) {
    const [flag = "", inline] = (flags[at] ?? "").split(/=(.*)/s, 2);
    if (!["--scopes", "--expires", "--tokens"].includes(flag))
      throw new ConfigError(
        `token takes --scopes, --expires and --tokens, not ${flag.slice(0, 40)}.`,
      );
    const value = inline ?? flags[++at];
    if (value === undefined || value === "") throw new ConfigError(`${flag} needs a value.`);
    values.set(flag, value);
  }
  const granted = (values.get("--scopes") ?? "read").split(",");
  if (!granted.every(isScope))
    throw new ConfigError(`--scopes takes ${scopes.join(", ")}; each holds those before it.`);
  return {
    name,
    granted,
    expiresAt: endOf(values.get("--expires") ?? DEFAULT_LIFE),
    file: values.get("--tokens") ?? (env["NEON_DBA_HTTP_TOKENS"] || undefined),
  };
}

function endOf(life: string): number | undefined {
  if (life === "never") return undefined;
  const seconds = parseDuration(life, ["h", "d", "w"]);
  if (seconds !== undefined && seconds > 0) return Date.now() + seconds * 1000;
  throw new ConfigError(
    `--expires takes a length such as 12h, 90d or 8w, or never; default ${DEFAULT_LIFE}.`,
  );
}
