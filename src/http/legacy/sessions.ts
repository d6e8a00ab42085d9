import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { State } from "../../state/state.ts";

/** What a client of the 2025 era says once, at `initialize`, and what its later requests are served by. */
export interface Handshake {
  readonly protocolVersion: string;
  readonly capabilities: Record<string, unknown>;
  readonly clientInfo: { readonly name: string; readonly version: string };
}

export interface Session extends Handshake {
  /** Who began it; no part of its id. */
  readonly principal: string;
  /** Random; what is recorded of a session goes by it. */
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Sessions {
  /** The id of a new session of this principal. */
  begin(handshake: Handshake, principal: string): Promise<string>;
  /** Undefined for what was never begun, belongs to another principal, has expired or has ended. */
  find(id: string, principal: string): Promise<Session | undefined>;
  end(session: Session): Promise<void>;
}

/** Authentication is asked again with every request, so a session that lasts lets nobody in. */
const lifetimeMs = 7 * 24 * 3_600_000;

/** Headers of a request share 16 KiB. */
const longest = 4_000;

/**
 * A session's id is its content, signed for its principal: nothing is kept in memory or written when one begins, so however many are begun
 * cost nothing, every process that shares the state honours them, and they survive its restart. The other way, records in the state, would
 * let whoever may call fill it. Only an end is recorded.
 */
export function openSessions(state: Pick<State, "key" | "claim" | "isClaimed">): Sessions {
  const sign = async (payload: string, principal: string): Promise<string> =>
    createHmac("sha256", await state.key())
      .update(JSON.stringify(["session", payload, principal]))
      .digest("base64url");
  return {
    async begin(handshake, principal) {
      const session: Omit<Session, "principal"> = {
        ...handshake,
        nonce: randomBytes(16).toString("base64url"),
        expiresAt: Date.now() + lifetimeMs,
      };
      const payload = Buffer.from(JSON.stringify(session)).toString("base64url");
      return `${payload}.${await sign(payload, principal)}`;
    },
    async find(id, principal) {
      if (id.length > longest) return undefined;
      const [payload = "", ...rest] = id.split(".");
      const given = Buffer.from(rest.join("."));
      const expected = Buffer.from(await sign(payload, principal));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const session: Session = {
        ...JSON.parse(Buffer.from(payload, "base64url").toString()),
        principal,
      };
      if (session.expiresAt < Date.now()) return undefined;
      return (await state.isClaimed(session.nonce, session.expiresAt)) ? undefined : session;
    },
    async end({ nonce, expiresAt }) {
      await state.claim(nonce, expiresAt);
    },
  };
}
