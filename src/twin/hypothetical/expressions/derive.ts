import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { printingPlainly } from "../../../postgres/catalog/plain-printing.ts";
import { parseScript } from "../../../sql/parse.ts";
import { nameParts, walk } from "../../../sql/walk.ts";
import { restoreColumns } from "../../statistics/import/columns.ts";
import { restoreAll } from "../../statistics/import/restore.ts";
import { evaluate } from "./evaluate.ts";
import type { Question } from "./evaluate.ts";
import { readExpressions } from "./read.ts";
import type { IndexExpression, ReadColumn } from "./read.ts";
import { combine, sampleOf } from "./sample.ts";
import type { Sample } from "./sample.ts";
import { statisticsOf } from "./statistics.ts";

/** Types whose values ANALYZE counts, and arrays, of which it counts the elements besides. */
const COUNTED = new Set(["-", "array_typanalyze"]);

const DEFAULT_TARGET = 100;

/**
 * Gives expressions of indexes on a twin the statistics that they would have if the index had been built and analyzed: Postgres executes
 * each on what is known of its columns' values, and on values drawn between them. What cannot be found out in this way stays without.
 * A few round trips for any number of indexes.
 */
export async function deriveStatistics(owner: Session, indexes: readonly string[]): Promise<void> {
  const { expressions, columns } = await owner.transaction({ access: "read only" }, () =>
    printingPlainly(owner, () => readExpressions(owner, indexes)),
  );
  const asked = await askable(expressions, columns);
  const distinct = [...new Map(asked.map((one) => [one.key, one])).values()];
  const evaluated = await evaluate(
    owner,
    distinct.map(({ question }) => question),
  );
  const derived = new Map(
    distinct.flatMap(({ key, question, rows }, at) => {
      const found = evaluated[at];
      if (found === undefined || !COUNTED.has(found.analyze)) return [];
      const target = Math.max(DEFAULT_TARGET, ...question.columns.map(lengthOf));
      return [[key, statisticsOf(question.sample, found.results, rows, target)]];
    }),
  );
  const restored = asked.flatMap(({ key, schema, relation, column, position }) => {
    const statistics = derived.get(key);
    const name = { schema, relation, column, position, inherited: false };
    return statistics === undefined ? [] : [{ ...name, ...statistics }];
  });
  await restoreAll(owner, restoreColumns, restored);
}

/** How long a column's lists are tells of its statistics target. */
const lengthOf = ({ common, bounds }: ReadColumn): number =>
  Math.max(common.length, bounds.length - 1);

interface Asked extends IndexExpression {
  readonly question: Question;
  /** The same for expressions that have the same values. */
  readonly key: string;
}

async function askable(
  expressions: readonly IndexExpression[],
  columns: readonly ReadColumn[],
): Promise<Asked[]> {
  const samples = new Map<string, Sample | undefined>();
  const keep = (key: string, make: () => Sample | undefined): Sample | undefined => {
    if (!samples.has(key)) samples.set(key, make());
    return samples.get(key);
  };
  const asked: Asked[] = [];
  for (const one of expressions) {
    const { table, rows, expression, collation } = one;
    const names = await columnsOf(expression);
    const read = names.flatMap(
      (name) => columns.find((column) => column.table === table && column.name === name) ?? [],
    );
    if (read.length === 0 || read.length < names.length) continue;
    const each = read.map((column) =>
      keep(JSON.stringify([table, column.name]), () => sampleOf(column, rows)),
    );
    const known = each.filter((sample) => sample !== undefined);
    if (known.length < each.length) continue;
    const [only, ...more] = known;
    const sample =
      more.length === 0
        ? only
        : keep(JSON.stringify([table, ...names]), () => combine(known, rows));
    if (sample === undefined) continue;
    const question = { expression, collation, columns: read, sample };
    asked.push({ ...one, question, key: JSON.stringify([table, expression, collation]) });
  }
  return asked;
}

/** Names of the columns that an expression reads; none where it cannot be told, as with a whole row. */
async function columnsOf(expression: string): Promise<string[]> {
  const names = new Set<string>();
  let told = true;
  try {
    for (const { node } of await parseScript(`select ${expression}`))
      walk(node, (tag, fields) => {
        if (tag !== "ColumnRef") return;
        const [name, ...more] = nameParts(fields["fields"]);
        if (name === undefined || more.length > 0) told = false;
        else names.add(name);
      });
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
  return told ? [...names].toSorted() : [];
}
