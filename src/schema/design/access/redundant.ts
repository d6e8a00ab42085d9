import type { Candidate } from "./candidate.ts";
import { isServed } from "./foreign-keys.ts";
import type { Reference } from "./foreign-keys.ts";
import { used } from "./judge.ts";
import type { Judge } from "./judge.ts";
import type { Question } from "./question.ts";

/** Of costs that are called the same. */
export const ALIKE = 1.2;
/** Where one index begins as another does, the same rows are found, with more bytes. */
const LONGER = 2;

/** Those of its rows, or fewer, that it begins as. */
export const begunBy = (candidate: Candidate, others: readonly Candidate[]): readonly Candidate[] =>
  others.filter(
    ({ table, columns, where }) =>
      table === candidate.table &&
      (candidate.where === null || candidate.where === where) &&
      columns.length > 0 &&
      columns.every((column) => candidate.columns.slice(0, columns.length).includes(column)),
  );

/** Why the others do without this one; undefined where they do not. */
export async function servesAsWell(
  candidate: Candidate,
  kept: readonly Candidate[],
  questions: readonly Question[],
  references: readonly Reference[],
  judge: Judge,
): Promise<string | undefined> {
  const rest = kept.filter((other) => other !== candidate);
  const own = references.filter(({ table }) => table === candidate.table);
  if (!own.every((reference) => isServed(reference, rest))) return undefined;
  const longer = new Set(
    rest.flatMap((other) => (begunBy(other, [candidate]).length > 0 ? other.name : [])),
  );
  const instead = new Set<string>();
  for (const question of questions) {
    const tables = [question.table, ...question.joins.map(({ table }) => table)];
    if (!tables.includes(candidate.table)) continue;
    const before = await judge.answer(question, kept);
    if (!used(before).includes(candidate.name)) continue;
    const after = await judge.answer(question, rest);
    const most = used(after).some((name) => longer.has(name)) ? LONGER : ALIKE;
    if (after.cost > before.cost * most) return undefined;
    if (depth(question, used(after), rest) < depth(question, [candidate.name], kept))
      return undefined;
    for (const name of used(after)) instead.add(name);
  }
  const served = own.filter(
    (reference) => isServed(reference, [candidate]) && !isServed(reference, []),
  );
  for (const reference of served)
    for (const other of rest) if (isServed(reference, [other])) instead.add(other.name);
  const names = longer.size > 0 ? [...longer] : [...instead];
  if (names.length === 0) return "No plan uses it.";
  return `${names.join(", ")} ${names.length === 1 ? "serves" : "serve"} as well.`;
}

/**
 * How many columns of the question's equality an index begins with, at most. With fewer, the planner's average hides that rows of a rare
 * value are looked for among all others.
 */
function depth(
  { table, equals, joins }: Question,
  names: readonly string[],
  indexes: readonly Candidate[],
): number {
  const asked = new Map([
    [table.name, new Set(equals.map(({ name }) => name))],
    ...joins.map(
      ({ table: joining, tenant, other }) =>
        [
          joining.name,
          new Set([other.name, ...(tenant === undefined ? [] : [tenant.name])]),
        ] as const,
    ),
  ]);
  const begins = (of: string, columns: readonly string[]): number => {
    const at = columns.findIndex((column) => asked.get(of)?.has(column) !== true);
    return at < 0 ? columns.length : at;
  };
  const tables = [table, ...joins.map((join) => join.table)];
  const known = [
    ...indexes.map((index) => ({ ...index, of: index.table.name })),
    ...tables.flatMap(({ name: of, primaryKey, primaryKeyName, unique }) => [
      { of, name: primaryKeyName, columns: primaryKey },
      ...unique.map(({ name, columns }) => ({ of, name, columns })),
    ]),
  ];
  return Math.max(
    0,
    ...known.flatMap(({ of, name, columns }) => (names.includes(name) ? begins(of, columns) : [])),
  );
}
