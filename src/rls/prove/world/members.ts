import { keyOf } from "../../oracle/world.ts";
import type { ResolvedTable } from "../../resolved.ts";
import { unmarked, type Planning, type Spec } from "./spec.ts";

/** The memberships, and some that are not there. */
export function memberSpecs(
  { intent, cast, oddities }: Planning,
  resolved: ResolvedTable | undefined,
): Spec[] {
  const { members } = intent;
  if (members === null) return [];
  const [a, b] = cast.tenants;
  const role = cast.memberships[0]?.role ?? null;
  const spec = (tenant: string, user: string, role: string | null, use: Spec["use"]): Spec => ({
    values: {
      ...unmarked(resolved),
      [members.tenant]: tenant,
      [members.user]: user,
      ...(members.role === null ? {} : { [members.role]: role }),
    },
    tenant,
    owner: user,
    use,
  });
  const [first] = cast.ofA;
  const [other] = cast.ofB;
  const reserves = [
    [a, cast.outsider.id],
    [b, cast.outsider.id],
    [b, first?.id ?? ""],
    [a, other?.id ?? ""],
  ] as const;
  const [odd] = oddities.get(keyOf(members.table)) ?? [];
  return [
    ...cast.memberships.map(({ tenant, user, role }) => ({
      ...spec(tenant, user, role, "main"),
      ...(odd !== undefined && tenant === b
        ? { values: { ...odd, ...spec(tenant, user, role, "main").values } }
        : {}),
    })),
    ...reserves.map(([tenant, user]) => spec(tenant, user, role, "reserve")),
  ];
}
