import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Scope, withHeld } from "../../src/auth/principal.ts";
import { writeTokenLine } from "../../src/auth/token-lines.ts";
import { createToken, hashToken } from "../../src/auth/token.ts";

export interface Callers extends Disposable {
  /** For the command line. */
  readonly flag: string;
  readonly token: (name: string) => string;
  readonly headers: (name: string) => { readonly authorization: string };
}

/** A file of bearer tokens, one for each name. */
export function makeCallers(people: Readonly<Record<string, Scope>>): Callers {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-tokens-"));
  const file = join(folder, "tokens");
  const tokens = new Map(Object.keys(people).map((name) => [name, createToken()]));
  const lines = [...tokens].map(([name, token]) =>
    writeTokenLine({ name, scopes: withHeld([people[name] ?? "read"]), hash: hashToken(token) }),
  );
  writeFileSync(file, lines.join("\n"), { mode: 0o600 });
  const token = (name: string): string => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`Nobody is called ${name}.`);
    return found;
  };
  return {
    flag: `--tokens=${file}`,
    token,
    headers: (name) => ({ authorization: `Bearer ${token(name)}` }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
