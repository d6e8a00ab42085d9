import type { Scene } from "../ways-round/scene.ts";
import { hasClaims, settingsFor, type Actor } from "../world/actors.ts";
import type { Attack } from "./attack.ts";

/** Settings that functions and policies read although the intent does not name them, and other claims. */
export function forgedContexts({ intent, catalog, built }: Scene, actor: Actor): Attack[] {
  const texts = [
    ...catalog.routines.map(({ source, sqlBody }) => sqlBody ?? source),
    ...catalog.tables.flatMap(({ policies }) =>
      policies.flatMap(({ using, check }) => [using ?? "", check ?? ""]),
    ),
    ...catalog.views.map(({ definition }) => definition),
  ];
  const own = new Set(actor.settings.map(([name]) => name));
  const found = (pattern: RegExp): string[] => [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name))),
  ];
  const settings = found(/current_setting\(\s*'([\w.]+)'/g).filter(
    (name) => name.includes(".") && !own.has(name) && name !== "request.jwt.claims",
  );
  const claims = found(/->>?\s*'([\w-]+)'/g);
  const constants = found(/(?:=|in \(|any)\s*\(*'([\w-]{2,24})'/gi).slice(0, 6);
  const [, b] = built.cast.tenants;
  const values = [
    b,
    built.cast.ofB[0]?.id ?? "",
    "true",
    "on",
    "1",
    "admin",
    "service_role",
    ...constants,
  ].filter(Boolean);
  const attacks: Attack[] = settings.flatMap((name) =>
    [...new Set(values)].map((value) => ({
      verb: `select with ${name} set to ${JSON.stringify(value)}`,
      actor: { ...actor, settings: [...actor.settings, [name, value] as const] },
      before: [],
    })),
  );
  if (!hasClaims(intent)) return attacks;
  const named = new Set([
    "sub",
    ...[intent.user, intent.tenant].flatMap((source) =>
      source?.kind === "claim" ? [source.claim] : [],
    ),
  ]);
  const free = claims.filter((claim) => !named.has(claim));
  for (const value of new Set(values)) {
    const flat = Object.fromEntries(free.map((claim) => [claim, value]));
    const nested = { ...flat };
    const forged: Record<string, unknown> = { ...flat };
    for (const claim of [
      "user_metadata",
      "app_metadata",
      "raw_user_meta_data",
      "metadata",
      ...free.filter((name) => /meta|data|claims/.test(name)),
    ])
      forged[claim] = { ...nested, org_id: value, tenant_id: value, role: value };
    for (const [shape, more] of [
      ["", flat],
      [" in metadata", forged],
    ] as const)
      attacks.push({
        verb: `select with other claims set to ${JSON.stringify(value)}${shape}`,
        actor: { ...actor, settings: settingsFor(intent, actor.identity, more) },
        before: [],
      });
  }
  return attacks;
}
