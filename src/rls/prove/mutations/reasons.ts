import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Survivor } from "../../proof.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "../ways-round/scene.ts";
import type { Mutant } from "./mutants.ts";
import { weaken } from "./parts.ts";
import { answersTo, type MutantTrial } from "./trial.ts";

/** What stands beside a mutant and may hold the same. */
export async function explain(scene: Scene, trial: MutantTrial, mutant: Mutant): Promise<Survivor> {
  const { table, policy, mutation, nullSafe } = mutant;
  const said = {
    table: nameOf(table),
    ...(policy === undefined ? {} : { policy: policy.name }),
    mutation,
  };
  if (nullSafe !== undefined && !mayBeNull(table, nullSafe))
    return { ...said, reason: "Changes nothing: the column is NOT NULL." };
  for (const { other, of, ddl } of neighbours(scene, mutant)) {
    const [answer] = await answersTo(scene, trial, [mutant], ddl).catch(() => [""]);
    if (answer !== undefined && answer !== "" && !answer.startsWith("!"))
      return {
        ...said,
        reason: `Redundant: policy ${quoteIdentifier(other.name)}${of === table ? "" : ` of ${nameOf(of)}`} holds the same; with both gone a cell turns.`,
      };
  }
  for (const { part, without, both } of siblings(mutant)) {
    const [answer] = await answersTo(scene, trial, [{ ddl: [both] }], [without]).catch(() => [""]);
    if (answer !== undefined && answer !== "" && !answer.startsWith("!"))
      return {
        ...said,
        reason: `Redundant: \`${part}\` refuses the same rows; without it a cell turns.`,
      };
  }
  if (mutation === "WITH CHECK dropped")
    return {
      ...said,
      reason: "Postgres takes USING in its place, which refuses the same in every cell.",
    };
  return { ...said, reason: "No cell tells it: a hole in the proof, or a part that does nothing." };
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

/** Other policies of the table, and of tables that the policy reads: gone, or true. */
function neighbours({ catalog }: Scene, { table, policy }: Mutant): Neighbour[] {
  const text = `${policy?.using ?? ""}${policy?.check ?? ""}`;
  const read = catalog.tables.filter(
    (other) => other !== table && text.includes(other.name) && other.policies.length > 0,
  );
  return [table, ...read].flatMap((of) =>
    of.policies
      .filter((other) => other !== policy)
      .flatMap((other): Neighbour[] => {
        const on = `${quoteIdentifier(other.name)} on ${nameOf(of)}`;
        const open = [
          ...(other.using === null ? [] : [`alter policy ${on} using (true)`]),
          ...(other.check === null ? [] : [`alter policy ${on} with check (true)`]),
        ];
        return [
          { other, of, ddl: open },
          { other, of, ddl: [`drop policy ${on}`] },
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
