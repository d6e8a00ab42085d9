import type { Identity } from "../../oracle/world.ts";
import type { ResolvedIntent, Source } from "../../resolved.ts";
import { usersOf, type Cast } from "./cast.ts";

/** Somebody with a context: what the application would set before it asks. */
export interface Actor {
  readonly name: string;
  readonly identity: Identity;
  /** Names and values for `set_config`. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** `nobody` is no context, an empty one or one that is no id. */
  readonly kind: "user" | "unknown" | "nobody";
}

/** What is set for an identity. */
export function settingsFor(
  intent: ResolvedIntent,
  { user, tenant }: Identity,
  more: Readonly<Record<string, unknown>> = {},
): Actor["settings"] {
  const settings: [string, string][] = [];
  const claims: Record<string, unknown> = { ...more };
  const put = (source: Source | null, value: string | null): void => {
    if (source === null || value === null) return;
    if (source.kind === "setting") settings.push([source.name, value]);
    else claims[source.kind === "claim" ? source.claim : "sub"] = value;
  };
  put(intent.user, user);
  put(intent.tenant, tenant);
  if (hasClaims(intent)) {
    settings.push(["request.jwt.claims", JSON.stringify(claims)]);
    if (user !== null) settings.push(["request.jwt.claim.sub", user]);
  }
  return settings;
}

export const hasClaims = ({ user, tenant }: ResolvedIntent): boolean =>
  [user, tenant].some((source) => source !== null && source.kind !== "setting");

export function actorsOf(intent: ResolvedIntent, cast: Cast): Actor[] {
  return [...known(intent, cast), ...nobodies(intent)];
}

function known(intent: ResolvedIntent, cast: Cast): Actor[] {
  const [a, b, other] = cast.tenants;
  const named = (tenant: string | null): string => (tenant === b ? "B" : "A");
  const actor = (name: string, identity: Identity, kind: Actor["kind"] = "user"): Actor => ({
    name,
    identity,
    kind,
    settings: settingsFor(intent, identity),
  });
  if (intent.user === null)
    return [
      actor("tenant A", { user: null, tenant: a }),
      actor("tenant B", { user: null, tenant: b }),
      ...(other === "" ? [] : [actor("unknown tenant", { user: null, tenant: other }, "unknown")]),
    ];
  const unknown = { user: cast.unknownUser, tenant: intent.tenant === null ? null : a };
  if (intent.tenant === null)
    return [
      ...usersOf(cast).map(({ id, name }) => actor(name, { user: id, tenant: null })),
      actor("unknown user", unknown, "unknown"),
    ];
  return [
    ...usersOf(cast).map(({ id, name, home }) =>
      actor(`${name}, acting for ${named(home)}`, { user: id, tenant: home ?? a }),
    ),
    ...cast.both.map(({ id, name }) => actor(`${name}, acting for B`, { user: id, tenant: b })),
    ...cast.ofA
      .slice(0, 1)
      .flatMap(({ id, name }) => [
        actor(`${name}, acting for B`, { user: id, tenant: b }),
        actor(`${name}, acting for nobody`, { user: id, tenant: null }),
      ]),
    actor("unknown user", unknown, "unknown"),
  ];
}

/** The first sets nothing at all, which only a session can tell in which nothing was ever set. */
function nobodies(intent: ResolvedIntent): Actor[] {
  const identity = { user: null, tenant: null };
  const sources = [intent.user, intent.tenant].filter((source) => source !== null);
  const names = sources.flatMap((source) => (source.kind === "setting" ? [source.name] : []));
  const claims = hasClaims(intent) ? ["request.jwt.claims", "request.jwt.claim.sub"] : [];
  const all = (value: string): Actor["settings"] =>
    [...names, ...claims].map((name) => [name, value] as const);
  const malformed = sources.some(
    (source) => source.kind === "setting" && !/^(?:text|character|name)/.test(source.type),
  );
  return [
    { name: "no context", identity, settings: [], kind: "nobody" },
    { name: "empty context", identity, settings: all(""), kind: "nobody" },
    ...(malformed
      ? [
          {
            name: "malformed context",
            identity,
            settings: all("' or true --"),
            kind: "nobody" as const,
          },
        ]
      : []),
    ...(claims.length > 0
      ? [
          {
            name: "claims without a user",
            identity,
            settings: [["request.jwt.claims", "{}"] as const],
            kind: "nobody" as const,
          },
        ]
      : []),
  ];
}
