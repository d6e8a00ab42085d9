import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "../ways-round/scene.ts";
import { alterPolicy, type Mutant } from "./mutants.ts";
import { weaken, weakenBoth } from "./parts.ts";

/** What else may hold the same as the place that a mutant weakens, and statements after which it does not. */
export interface Loosening {
  /** As a reason names it: `policy "guard"`. */
  readonly what: string;
  readonly ddl: readonly string[];
  /** Where it is not that something else holds the same. */
  readonly reason?: string;
}

/**
 * Policies that may refuse what the mutant lets through, opened: those that restrict, those for SELECT that a statement needs to reach
 * its rows, those of tables that the policy reads; where the mutant restricts itself, those that permit.
 */
export function openings(scene: Scene, { table, policy }: Mutant): Loosening[] {
  const reads = (other: Policy): boolean => ["select", "all"].includes(other.command);
  const own = table.policies.filter(
    (other) =>
      other !== policy &&
      (!other.permissive ||
        policy?.permissive === false ||
        (other.command === "select" && policy?.command !== "select")),
  );
  return [
    ...own.map((other) => opened(table, other, "")),
    ...tablesRead(scene, table, policy).flatMap((read) =>
      read.policies.filter(reads).map((other) => opened(read, other, ` of ${nameOf(read)}`)),
    ),
  ];
}

const opened = (table: Table, policy: Policy, of: string): Loosening => ({
  what: `policy ${quoteIdentifier(policy.name)}${of}`,
  ddl: [
    ...(policy.using === null ? [] : [alterPolicy(table, policy, "using", "true")]),
    ...(policy.check === null ? [] : [alterPolicy(table, policy, "with check", "true")]),
  ],
});

/** Tables that a policy names, or a function that it calls. */
function tablesRead(
  { catalog }: Scene,
  table: Table,
  policy: Policy | undefined,
): readonly Table[] {
  const text = `${policy?.using ?? ""} ${policy?.check ?? ""}`;
  const bodies = catalog.routines
    .filter(({ name }) => text.includes(`${name}(`))
    .map(({ source, sqlBody }) => sqlBody ?? source);
  const all = [text, ...bodies].join(" ");
  return catalog.tables.filter((other) => other !== table && all.includes(other.name));
}

/** The other condition of the same policy: a row that may not be written again is not updated, whoever may reach it. */
export function otherClause({ table, policy, clause }: Mutant): Loosening[] {
  if (policy === undefined || clause === undefined) return [];
  const other = clause === "using" ? "with check" : "using";
  if ((other === "using" ? policy.using : policy.check) === null) return [];
  return [
    {
      what: `its own ${other.toUpperCase()}`,
      ddl: [alterPolicy(table, policy, other, "true")],
    },
  ];
}

/** Other policies that let the same rows through, each dropped. */
export function droppings({ table, policy, command }: Mutant): Loosening[] {
  return table.policies
    .filter(
      (other) =>
        other !== policy &&
        other.permissive &&
        (command === "all" || [command, "all"].includes(other.command)),
    )
    .map((other) => ({
      what: `policy ${quoteIdentifier(other.name)}`,
      ddl: [`drop policy ${quoteIdentifier(other.name)} on ${nameOf(table)}`],
    }));
}

/** Another part of the same condition taken out, and what the mutant is then. */
interface Sibling extends Loosening {
  readonly both: readonly string[];
}

export function siblings({ policy, table, clause, weakened }: Mutant): Sibling[] {
  const text = clause === "using" ? policy?.using : policy?.check;
  if (policy === undefined || clause === undefined || weakened === undefined || text == null)
    return [];
  const kind = weakened.kind === "disjunct" ? "disjunct" : "conjunct";
  return weaken(text)
    .filter((other) => other.kind === kind)
    .flatMap((other): Sibling[] => {
      const both = weakenBoth(text, weakened, other);
      return both === undefined
        ? []
        : [
            {
              what: `\`${other.part.replaceAll(/\s+/g, " ")}\``,
              ddl: [alterPolicy(table, policy, clause, other.text)],
              both: [alterPolicy(table, policy, clause, both)],
            },
          ];
    });
}

/**
 * A way in for a role of no name: it may read what the policy reads, and where the policy restricts, there is one that permits. Without
 * it nobody but the roles of the intent comes as far as the policy.
 */
export function wayIn(scene: Scene, { table, policy }: Mutant, stranger: string): Loosening {
  const role = quoteIdentifier(stranger);
  const read = tablesRead(scene, table, policy);
  const permit = (name: string, what: string): string =>
    `create policy neon_dba_way_in on ${name} ${what}`;
  const restricts = policy?.permissive === false;
  return {
    what: `the way in of ${role}`,
    reason: restricts
      ? "No other role has a policy that lets it in; with one for a role of no name a cell turns."
      : "No other role may read what the policy reads; with that granted to a role of no name a cell turns.",
    ddl: [
      ...read.flatMap((other) => [
        `grant select on ${nameOf(other)} to ${role}`,
        permit(nameOf(other), `for select to ${role} using (true)`),
      ]),
      ...(restricts ? [permit(nameOf(table), `to ${role} using (true) with check (true)`)] : []),
    ],
  };
}
