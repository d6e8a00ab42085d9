import { ToolError } from "../../../core/errors.ts";
import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Survivor } from "../../proof.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "../ways-round/scene.ts";
import type { Mutant } from "./mutants.ts";
import { weaken } from "./parts.ts";
import { answersTo, type MutantTrial } from "./trial.ts";

/** What stands beside mutants that no cell tells, and may hold the same. */
export async function explain(
  scene: Scene,
  trial: MutantTrial,
  mutants: readonly Mutant[],
): Promise<Survivor[]> {
  const reasons = new Map<Mutant, string>();
  for (const mutant of mutants)
    if (mutant.nullSafe !== undefined && !mayBeNull(mutant.table, mutant.nullSafe))
      reasons.set(mutant, "Changes nothing: the column is NOT NULL.");
  for (const { other, of, ddl } of neighbours(scene, mutants)) {
    const open = mutants.filter((mutant) => !reasons.has(mutant) && mutant.policy !== other);
    if (open.length === 0) continue;
    const answers = await answersTo(scene, trial, open, ddl).catch(ignoreRefusal);
    open.forEach((mutant, at) => {
      if (turns(answers[at]))
        reasons.set(
          mutant,
          `Redundant: policy ${quoteIdentifier(other.name)}${of === mutant.table ? "" : ` of ${nameOf(of)}`} holds the same; with both gone a cell turns.`,
        );
    });
  }
  for (const mutant of mutants)
    if (!reasons.has(mutant)) reasons.set(mutant, await reasonWithin(scene, trial, mutant));
  return mutants.map((mutant) => ({
    table: nameOf(mutant.table),
    ...(mutant.policy === undefined ? {} : { policy: mutant.policy.name }),
    mutation: mutant.mutation,
    reason: reasons.get(mutant) ?? "",
  }));
}

const turns = (answer: string | undefined): boolean =>
  answer !== undefined && answer !== "" && !answer.startsWith("!");

/** Without what is gone some cells cannot be tried at all. */
function ignoreRefusal(error: unknown): readonly string[] {
  if (error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED")
    return [];
  throw error;
}

/** Another part of the same condition that refuses the same rows. */
async function reasonWithin(scene: Scene, trial: MutantTrial, mutant: Mutant): Promise<string> {
  for (const { part, without, both } of siblings(mutant)) {
    const [answer] = await answersTo(scene, trial, [{ ddl: [both] }], [without]).catch(
      ignoreRefusal,
    );
    if (turns(answer))
      return `Redundant: \`${part}\` refuses the same rows; without it a cell turns.`;
  }
  return mutant.mutation === "WITH CHECK dropped"
    ? "Postgres takes USING in its place, which refuses the same in every cell."
    : "No cell tells it: a hole in the proof, or a part that does nothing.";
}

const mayBeNull = ({ columns }: Table, comparison: string): boolean =>
  columns.some(
    ({ name, notNull }) =>
      notNull === null && new RegExp(`\\b${name.replaceAll(/\W/g, "\\$&")}\\b`).test(comparison),
  );

interface Neighbour {
  readonly other: Policy;
  readonly of: Table;
  readonly ddl: readonly string[];
}

/**
 * Other policies that decide on the same rows: what else lets them through is gone, what else refuses them is true. Policies for SELECT
 * stand in for those of every statement that reads, and for those of tables that the policies read.
 */
function neighbours({ catalog }: Scene, mutants: readonly Mutant[]): Neighbour[] {
  const [first] = mutants;
  if (first === undefined) return [];
  const { command, table } = first;
  const text = mutants.map(({ policy }) => `${policy?.using ?? ""}${policy?.check ?? ""}`).join();
  const read = catalog.tables.filter((other) => other !== table && text.includes(other.name));
  const hasGuard = mutants.some(({ policy }) => policy?.permissive === false);
  return [table, ...read].flatMap((of) =>
    of.policies.flatMap((other): Neighbour[] => {
      const on = `${quoteIdentifier(other.name)} on ${nameOf(of)}`;
      const same = of === table && (command === "all" || [command, "all"].includes(other.command));
      const reads = other.command === "select" || other.command === "all";
      const open = [
        ...(other.using === null ? [] : [`alter policy ${on} using (true)`]),
        ...(other.check === null ? [] : [`alter policy ${on} with check (true)`]),
      ];
      return [
        ...(same ? [{ other, of, ddl: [`drop policy ${on}`] }] : []),
        ...((reads && !(same && command === "select")) || (same && hasGuard)
          ? [{ other, of, ddl: open }]
          : []),
      ];
    }),
  );
}

interface Sibling {
  readonly part: string;
  /** The policy without the other part, and without it in the mutant. */
  readonly without: string;
  readonly both: string;
}

/** Other conjuncts of a condition in which a comparison was made NULL-safe. */
function siblings({ policy, table, nullSafe, ddl }: Mutant): Sibling[] {
  const [statement = ""] = ddl;
  if (policy === undefined || nullSafe === undefined) return [];
  const clause = statement.includes(" with check (") ? "with check" : "using";
  const text = clause === "using" ? policy.using : policy.check;
  const begin = statement.indexOf(` ${clause} (`) + clause.length + 3;
  const conjuncts = (condition: string) =>
    weaken(condition).filter(({ kind }) => kind === "conjunct");
  const alter = (condition: string): string =>
    `alter policy ${quoteIdentifier(policy.name)} on ${nameOf(table)} ${clause} (${condition})`;
  const mutated = conjuncts(statement.slice(begin, -1));
  return conjuncts(text ?? "").flatMap(({ part, text: weaker }, at) => {
    const other = mutated[at];
    return other === undefined || part.includes(nullSafe)
      ? []
      : [{ part, without: alter(weaker), both: alter(other.text) }];
  });
}
