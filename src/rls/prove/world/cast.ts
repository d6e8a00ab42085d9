import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { takenValues } from "../../../schema/rows/ask.ts";
import { conditionOf, mentionedIn } from "../../../schema/rows/constants.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { ResolvedIntent } from "../../resolved.ts";
import { idsFor } from "./ids.ts";
import type { Linked } from "./linked.ts";

/** One row of the table of members. */
export interface Membership {
  readonly tenant: string;
  readonly user: string;
  readonly role: string | null;
}

export interface User {
  readonly id: string;
  /** As results name them: `admin of tenant A`. */
  readonly name: string;
  /** Where they belong in the first place; of the outsider none. */
  readonly home: string | null;
}

/** Two tenants, their users, one who belongs to both, one who belongs to none. */
export interface Cast {
  /** The third is empty where there are no more than two values. */
  readonly tenants: readonly [a: string, b: string, unknown: string];
  readonly ofA: readonly User[];
  readonly ofB: readonly User[];
  readonly both: readonly User[];
  readonly outsider: User;
  /** Of nobody. */
  readonly unknownUser: string;
  readonly memberships: readonly Membership[];
}

export const usersOf = ({ ofA, ofB, both, outsider }: Cast): readonly User[] => [
  ...ofA,
  ...ofB,
  ...both,
  outsider,
];

const USERS = 14;

export async function makeCast(
  session: Session,
  intent: ResolvedIntent,
  catalog: Catalog,
  linked: readonly Linked[],
): Promise<Cast> {
  const of = (kind: Linked["kind"]): readonly Linked[] =>
    linked.filter((item) => item.kind === kind);
  const [a = "", b = "", unknown = ""] = await idsFor(session, of("tenant"), 3, 1, 2);
  const roles = await rolesOf(session, intent, catalog);
  const each = Math.max(2, Math.min(roles.length, 5));
  const ids = await idsFor(session, of("user"), Math.min(USERS, each * 2 + 4), 2);
  const next = ids[Symbol.iterator]();
  const id = (): string => next.next().value ?? "";
  const role = (at: number): string | null => roles[at % roles.length] ?? null;
  const named = (tenant: string, at: number): string =>
    role(at) === null ? `user ${at + 1} of tenant ${tenant}` : `${role(at)} of tenant ${tenant}`;
  const people = (tenant: string, home: string): User[] =>
    Array.from({ length: each }, (_, at) => ({ id: id(), name: named(tenant, at), home }));
  const [ofA, ofB] = [people("A", a), people("B", b)];
  const lowest = role(roles.length - 1);
  const both: User[] = [
    {
      id: id(),
      name: roles.length > 1 ? `${role(0)} of A and ${lowest} of B` : "member of both",
      home: a,
    },
    ...(roles.length > 1
      ? [{ id: id(), name: `${lowest} of A and ${role(0)} of B`, home: a }]
      : []),
  ];
  const [first, second] = both;
  const memberships: Membership[] = [
    ...ofA.map((user, at) => ({ tenant: a, user: user.id, role: role(at) })),
    ...ofB.map((user, at) => ({ tenant: b, user: user.id, role: role(at) })),
    { tenant: a, user: first?.id ?? "", role: role(0) },
    { tenant: b, user: first?.id ?? "", role: lowest },
    ...(second === undefined
      ? []
      : [
          { tenant: a, user: second.id, role: lowest },
          { tenant: b, user: second.id, role: role(0) },
        ]),
  ];
  return {
    tenants: [a, b, unknown],
    ofA,
    ofB,
    both,
    outsider: { id: id(), name: "outsider", home: null },
    unknownUser: id(),
    memberships,
  };
}

/** Those that the intent names, then one that it does not, where the column takes one; null without a column for it. */
async function rolesOf(
  session: Session,
  { members, tables }: ResolvedIntent,
  { types }: Catalog,
): Promise<readonly (string | null)[]> {
  const column = members?.table.columns.find(({ name }) => name === members.role);
  if (members === null || column === undefined) return [null];
  const named = [
    ...new Set(
      tables.flatMap(({ allow }) =>
        Object.values(allow)
          .flat()
          .flatMap((permission) => (typeof permission === "string" ? [] : permission.member_role)),
      ),
    ),
  ];
  const checks = members.table.constraints
    .filter(
      ({ kind, columns }) => kind === "check" && columns.every((name) => name === column.name),
    )
    .map(({ definition }) => conditionOf(definition));
  const mentioned = (await mentionedIn(checks)).get(column.name)?.values ?? [];
  const labels = types.flatMap((type) =>
    type.kind === "enum" && column.type.replaceAll('"', "").endsWith(type.name) ? type.labels : [],
  );
  const others = [...labels, ...mentioned, "guest", "member", "viewer", "user"].filter(
    (name) => !named.includes(name),
  );
  const [taken = []] = await takenValues(session, [
    {
      type: column.type,
      column: quoteIdentifier(column.name),
      condition: checks.length === 0 ? "true" : checks.map((check) => `(${check})`).join(" and "),
      expressions: [...named, ...others].map(quoteLiteral),
    },
  ]);
  const unlisted = taken.find((role) => !named.includes(role));
  const found = named.filter((role) => taken.includes(role));
  return unlisted === undefined ? found : [...found, unlisted];
}
