import { createHmac, timingSafeEqual } from "node:crypto";
import type { Ledger } from "./confirmation.ts";

/** Whose it is, and what signs it. */
export interface Seal {
  readonly ledger: Ledger;
  readonly principal: string;
}

/**
 * What a client carries for us from a question to its answer (`requestState`), signed for its caller. What was changed on the way, or comes
 * from another caller, is refused as the protocol wants it, before a tool does any work.
 */
export async function sealState(seal: Seal, state: string): Promise<string> {
  return `${state}.${(await sign(seal, state)).toString("base64url")}`;
}

/** The state as it was sealed. Throws when it is not that of this caller. */
export async function openState(seal: Seal, sealed: string): Promise<string> {
  const at = sealed.lastIndexOf(".");
  const state = sealed.slice(0, Math.max(at, 0));
  const given = Buffer.from(sealed.slice(at + 1), "base64url");
  const expected = await sign(seal, state);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error("this state is not from here");
  return state;
}

async function sign({ ledger, principal }: Seal, state: string): Promise<Buffer> {
  return createHmac("sha256", await ledger.key())
    .update(JSON.stringify(["state", principal, state]))
    .digest();
}
