import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../place.ts";
import { weaken, type Weakened } from "./parts.ts";

/** A table whose policies are weaker in one place, or tell less. */
export interface Mutant {
  readonly table: Table;
  readonly policy: Policy | undefined;
  /** In a few words. */
  readonly mutation: string;
  readonly ddl: readonly string[];
  /** Of the policy, or all where it is the table's switch. */
  readonly command: Policy["command"];
  /** Where a condition of the policy was changed. */
  readonly clause?: "using" | "with check";
  /** What of it, unless all of it is true. */
  readonly weakened?: Weakened;
}

/** Statement that gives a policy another condition. */
export const alterPolicy = (
  table: Table,
  { name }: Policy,
  clause: "using" | "with check",
  condition: string,
): string => `alter policy ${quoteIdentifier(name)} on ${nameOf(table)} ${clause} (${condition})`;

export function mutantsOf(table: Table): Mutant[] {
  const name = nameOf(table);
  const of = (mutation: string, ...ddl: string[]): Mutant => ({
    table,
    policy: undefined,
    mutation,
    ddl,
    command: "all",
  });
  return [
    ...table.policies.flatMap((policy) => policyMutants(table, policy)),
    ...(table.rowSecurity.enabled
      ? [of("row-level security disabled", `alter table ${name} disable row level security`)]
      : []),
    ...(table.rowSecurity.forced
      ? [of("FORCE dropped", `alter table ${name} no force row level security`)]
      : []),
  ];
}

function policyMutants(table: Table, policy: Policy): Mutant[] {
  const on = `${quoteIdentifier(policy.name)} on ${nameOf(table)}`;
  const of = (mutation: string, ...ddl: string[]): Mutant => ({
    table,
    policy,
    mutation,
    ddl,
    command: policy.command,
  });
  const { using, check } = policy;
  const isPublic = policy.roles.includes(null);
  const weakened = (["using", "with check"] as const).flatMap((clause): Mutant[] => {
    const text = clause === "using" ? using : check;
    if (text === null || text === "true") return [];
    const altered = (mutation: string, condition: string): Mutant => ({
      ...of(`${clause.toUpperCase()}${mutation}`, alterPolicy(table, policy, clause, condition)),
      clause,
    });
    return [
      ...(text === "false" ? [] : [altered(" (true)", "true")]),
      ...weaken(text).map((part): Mutant => ({
        ...altered(
          part.kind === "comparison"
            ? `: NULL-safe ${short(part.part)}`
            : `: ${part.kind} dropped: ${short(part.part)}`,
          part.text,
        ),
        weakened: part,
      })),
    ];
  });
  return [
    of("dropped", `drop policy ${on}`),
    ...(policy.permissive
      ? []
      : [
          of(
            "made permissive",
            `drop policy ${on}`,
            create(table, { ...policy, permissive: true }),
          ),
        ]),
    ...(isPublic ? [] : [of("TO widened to PUBLIC", `alter policy ${on} to public`)]),
    // without WITH CHECK Postgres takes USING in its place
    ...(check === null || using === null || check === using
      ? []
      : [of("WITH CHECK dropped", `drop policy ${on}`, create(table, { ...policy, check: null }))]),
    ...weakened,
  ];
}

function create(table: Table, { name, command, permissive, roles, using, check }: Policy): string {
  const to = roles.map((role) => (role === null ? "public" : quoteIdentifier(role))).join(", ");
  return `create policy ${quoteIdentifier(name)} on ${nameOf(table)} as ${permissive ? "permissive" : "restrictive"} for ${command} to ${to}${using === null ? "" : ` using (${using})`}${check === null ? "" : ` with check (${check})`}`;
}

const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
};
