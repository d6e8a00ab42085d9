import { ToolError } from "../../../core/errors.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { Survivor } from "../../proof.ts";
import { nameOf } from "../place.ts";
import type { Roles } from "../run-cells.ts";
import type { Scene } from "../ways-round/scene.ts";
import { droppings, openings, otherClause, siblings, wayIn, type Loosening } from "./loosen.ts";
import type { Mutant } from "./mutants.ts";
import { answersTo, type MutantTrial } from "./trial.ts";

/** What is loosened besides a mutant, all at once; with `ddl` in the place of the mutant's own. */
interface Attempt {
  readonly mutant: Mutant;
  readonly with: readonly Loosening[];
  readonly ddl: readonly string[];
}

/** An attempt after which the mutant turns a cell. */
interface Shown extends Attempt {
  readonly cell: number;
}

/**
 * What stands beside mutants that no cell tells, and holds the same: it is loosened until a cell turns with the mutant that does not turn
 * without it. First all of it at once, and then, with the cells that turned, one by one.
 */
export async function explain(
  scene: Scene,
  trial: MutantTrial,
  { stranger }: Roles,
  mutants: readonly Mutant[],
): Promise<Survivor[]> {
  const reasons = new Map<Mutant, string>();
  for (const mutant of mutants)
    if (mutant.mutation === "FORCE dropped" && passesOver(scene, mutant.table.owner))
      reasons.set(
        mutant,
        "Changes nothing: the owner has BYPASSRLS or is a superuser, and passes policies over all the same.",
      );
  for (const mutant of mutants)
    if (mutant.weakened?.kind === "comparison" && !mayBeNull(mutant.table, mutant.weakened.part))
      reasons.set(mutant, "Changes nothing: the column is NOT NULL.");
  const shown = new Map<Mutant, Shown>();
  const rounds = roundsFor(scene, stranger);
  for (const round of rounds) {
    const open = mutants.filter((mutant) => !reasons.has(mutant) && !shown.has(mutant));
    for (const found of await show(scene, trial, open.flatMap(round)))
      if (!shown.has(found.mutant)) shown.set(found.mutant, found);
  }
  const together = [...shown.values()].filter((found) => found.with.length > 1);
  const cells = [...new Set(together.map(({ cell }) => cell))].flatMap(
    (at) => trial.cells[at] ?? [],
  );
  const alone = together.flatMap((found) =>
    found.ddl === found.mutant.ddl ? found.with.map((one) => ({ ...found, with: [one] })) : [],
  );
  for (const found of await show(scene, { ...trial, cells }, alone))
    if (shown.get(found.mutant)?.with.length !== 1) shown.set(found.mutant, found);
  for (const [mutant, found] of shown) reasons.set(mutant, reasonOf(found));
  return mutants.map((mutant) => ({
    table: nameOf(mutant.table),
    ...(mutant.policy === undefined ? {} : { policy: mutant.policy.name }),
    mutation: mutant.mutation,
    reason: reasons.get(mutant) ?? unexplained(mutant),
  }));
}

const passesOver = ({ roles }: Scene, name: string): boolean =>
  roles.some(({ role, superuser, bypassRls }) => role === name && (superuser || bypassRls));

const isWidened = ({ mutation }: Mutant): boolean => mutation.startsWith("TO ");

/** Cheap ones first; what a round shows the next does not try. */
function roundsFor(scene: Scene, stranger: string): ((mutant: Mutant) => Attempt[])[] {
  const plain = (mutant: Mutant, ...loosened: readonly Loosening[]): Attempt[] =>
    loosened.length === 0 ? [] : [{ mutant, with: loosened, ddl: mutant.ddl }];
  return [
    (mutant) =>
      isWidened(mutant)
        ? plain(mutant, wayIn(scene, mutant, stranger))
        : plain(mutant, ...openings(scene, mutant)),
    (mutant) =>
      otherClause(mutant).flatMap((clause) => plain(mutant, clause, ...openings(scene, mutant))),
    (mutant) =>
      droppings(mutant).flatMap((dropped) => plain(mutant, dropped, ...openings(scene, mutant))),
    (mutant) =>
      siblings(mutant).map((sibling) => ({
        mutant,
        with: [sibling, ...otherClause(mutant), ...openings(scene, mutant)],
        ddl: sibling.both,
      })),
  ];
}

/** Attempts that turn a cell. Those that loosen the same go together. */
async function show(
  scene: Scene,
  trial: MutantTrial,
  attempts: readonly Attempt[],
): Promise<Shown[]> {
  const shown: Shown[] = [];
  const keyOf = (attempt: Attempt): string =>
    JSON.stringify(attempt.with.flatMap(({ ddl }) => ddl));
  for (const key of new Set(attempts.map(keyOf))) {
    const group = attempts.filter((attempt) => keyOf(attempt) === key);
    const answers = await answersTo(scene, trial, group, JSON.parse(key) as string[]).catch(
      ignoreRefusal,
    );
    group.forEach((attempt, at) => {
      const answer = answers[at] ?? "";
      if (answer !== "" && !answer.startsWith("!"))
        shown.push({ ...attempt, cell: Number(answer) });
    });
  }
  return shown;
}

/** Without what is gone some cells cannot be tried at all. */
function ignoreRefusal(error: unknown): readonly string[] {
  if (error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED")
    return [];
  throw error;
}

function reasonOf({ with: loosened }: Shown): string {
  const [first] = loosened;
  if (first?.reason !== undefined) return first.reason;
  const names = loosened.map(({ what }) => what);
  return names.length === 1
    ? `Redundant: ${names.join("")} holds the same; with both gone a cell turns.`
    : `Redundant: ${names.slice(0, 4).join(", ")}${names.length > 4 ? " and others" : ""} hold the same; with all gone a cell turns.`;
}

const unexplained = ({ mutation }: Mutant): string =>
  mutation === "WITH CHECK dropped"
    ? "Postgres takes USING in its place, which refuses the same in every cell."
    : "No cell tells it: a hole in the proof, or a part that does nothing.";

const mayBeNull = ({ columns }: Table, comparison: string): boolean =>
  columns.some(
    ({ name, notNull }) =>
      notNull === null && new RegExp(`\\b${name.replaceAll(/\W/g, "\\$&")}\\b`).test(comparison),
  );
