import { withHeld, type Scope, scopes } from "./principal.ts";

/** One line of the tokens file: who may do what, until when, and the hash by which the token is known. */
export interface TokenLine {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** SHA-256 of the token. */
  readonly hash: Buffer;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** `alice read,write sha256:<64 hex digits> 2027-02-20T09:00:00.000Z`; the time may be missing, and the token then holds until its line is removed. */
export function writeTokenLine({ name, scopes: held, hash, expiresAt }: TokenLine): string {
  const parts = [name, [...held].join(","), `sha256:${hash.toString("hex")}`];
  return [...parts, ...(expiresAt === undefined ? [] : [new Date(expiresAt).toISOString()])].join(
    " ",
  );
}

/** Names of tokens: they stand in audit lines. */
export const isTokenName = (name: string): boolean => /^[\w.@][\w.@-]{0,63}$/.test(name);

/** Throws an Error of one sentence that names the line; the hash is not repeated in it. */
export function readTokenLines(text: string): TokenLine[] {
  const found: TokenLine[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const read = readLine(line.trim().split(/\s+/));
    const fault = typeof read === "string" ? read : duplicate(read, found);
    if (fault !== undefined) throw new Error(`line ${index + 1} ${fault}`);
    if (typeof read !== "string") found.push(read);
  }
  return found;
}

function readLine([name = "", granted = "", hash = "", until, extra]: readonly string[]):
  | TokenLine
  | string {
  if (extra !== undefined || hash === "") return "is not NAME SCOPES sha256:HASH [TIME]";
  if (!isTokenName(name)) return "has a name that is not 1 to 64 letters, digits, _ . @ or -";
  const named = granted.split(",");
  if (!named.every(isScope)) return `has a scope that is none of ${scopes.join(", ")}`;
  const [, digits] = /^sha256:([0-9a-f]{64})$/.exec(hash) ?? [];
  if (digits === undefined) return "has no hash of the form sha256: and 64 digits from 0 to f";
  const line = { name, scopes: withHeld(named), hash: Buffer.from(digits, "hex") };
  if (until === undefined) return line;
  const expiresAt = Date.parse(until);
  if (Number.isNaN(expiresAt)) return "ends with what is no time; write 2027-02-20T09:00:00Z";
  return { ...line, expiresAt };
}

function duplicate({ name, hash }: TokenLine, before: readonly TokenLine[]): string | undefined {
  if (before.some((line) => line.name === name))
    return `names ${name} a second time; each token has a name of its own`;
  const other = before.find((line) => line.hash.equals(hash));
  return other === undefined ? undefined : `has the hash of ${other.name}`;
}

export const isScope = (word: string): word is Scope =>
  (scopes as readonly string[]).includes(word);
