/** What a caller may do: read; change what is not guarded; everything that the operator's `--access` leaves. Each holds those before it. */
export const scopes = ["read", "write", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Who calls. */
export interface Principal {
  /** The same for every request of one caller and for nobody else; part of audit lines, and what sessions, tokens and plans are bound to. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Seconds since 1970. */
  readonly expiresAt?: number;
}

/** These and what they hold: `write` reads too. */
export const withHeld = (granted: readonly Scope[]): ReadonlySet<Scope> =>
  new Set(scopes.slice(0, Math.max(-1, ...granted.map((scope) => scopes.indexOf(scope))) + 1));
