import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ToolError } from "../core/errors.ts";

/** What confirmations stand on: see `State` in src/state. */
export interface Ledger {
  key(): Promise<Buffer>;
  claim(id: string, expiresAt: number): Promise<boolean>;
}

/** Everything that an agreement is bound to. If any of it changes, the token is void. */
export interface Binding {
  readonly tool: string;
  readonly args: unknown;
  readonly plan: unknown;
  readonly principal: string;
}

const lifetimeMs = 10 * 60_000;

/**
 * A single-use agreement to exactly one plan: `<expiry>.<nonce>.<mac>`. The MAC covers the binding, so the token holds
 * no content and cannot be moved to another call, plan or caller; the nonce is claimed when it is used.
 */
export async function mintToken(
  ledger: Ledger,
  binding: Binding,
  now = Date.now(),
): Promise<string> {
  const expiry = (now + lifetimeMs).toString(36);
  const nonce = randomBytes(9).toString("base64url");
  return `${expiry}.${nonce}.${await mac(ledger, expiry, nonce, binding)}`;
}

/** Returns when the token was minted for this binding, is in time and was not used before. Throws CONFIRM_TOKEN_INVALID otherwise. */
export async function redeemToken(
  ledger: Ledger,
  token: string,
  binding: Binding,
  now = Date.now(),
): Promise<void> {
  const [expiry = "", nonce = "", ...rest] = token.split(".");
  const expected = Buffer.from(await mac(ledger, expiry, nonce, binding));
  const actual = Buffer.from(rest.join("."));
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw invalid(
      "The token was not made for this call as it stands now: its arguments or what it would change are different.",
    );
  const expiresAt = Number.parseInt(expiry, 36);
  if (expiresAt < now) throw invalid("The token has expired; it is valid for ten minutes.");
  if (!(await ledger.claim(nonce, expiresAt)))
    throw invalid("The token was used before; it is valid once.");
}

/** 24 characters that are the same for the same value. Keyed: what a plan or an argument says cannot be found by trying. */
export async function digestOf(ledger: Pick<Ledger, "key">, value: unknown): Promise<string> {
  const mac = createHmac("sha256", await ledger.key()).update(canonical({ value }));
  return mac.digest("base64url").slice(0, 24);
}

const invalid = (what: string): ToolError =>
  new ToolError(
    "CONFIRM_TOKEN_INVALID",
    `${what} Nothing was changed.`,
    "Call again without `confirm_token` to see what would happen now and get a new token.",
  );

async function mac(
  ledger: Ledger,
  expiry: string,
  nonce: string,
  binding: Binding,
): Promise<string> {
  const digest = createHash("sha256").update(canonical(binding)).digest("hex");
  return createHmac("sha256", await ledger.key())
    .update(`${expiry}.${nonce}.${digest}`)
    .digest("base64url");
}

/** JSON with sorted keys: the same arguments in another order are the same call. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    entry !== null && typeof entry === "object" && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
