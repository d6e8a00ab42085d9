import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { copySchema } from "../../copy-schema.ts";
import { fillTables } from "../../rows/fill.ts";
import { nameOf } from "../../rows/name.ts";
import { readForeignKeys, type ForeignKey } from "../../integrity/foreign-keys.ts";
import { fromSide } from "../../integrity/references.ts";
import type { RowId } from "../gone.ts";
import { countersOf, difference, type Written } from "../measure.ts";
import { readRelations } from "../relations.ts";
import { pointsTo, spread, type Graph } from "../spread.ts";
import type { Recipe, Situation } from "./strategy.ts";

/** Made-up rows in each table of the copy, and those of them that are got rid of. */
const [ROWS, CHOSEN] = [30, 3];

export interface Trial {
  readonly works: boolean;
  /** What was executed and what came of it, in a sentence. */
  readonly tried: string;
}

export interface Tried {
  readonly situation: Situation;
  readonly recipes: readonly Recipe[];
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
}

/** Executes each way on a copy of the schema with made-up rows, and holds what is gone against what was to go. */
export async function tryRecipes(
  source: Session,
  session: Session,
  { situation, recipes, signal, progress }: Tried,
): Promise<readonly Trial[]> {
  const { copy: catalog } = await copySchema(source, session);
  progress("making rows up");
  await fillTables(session, catalog, { rows: ROWS, signal });
  await dropOthers(session, situation.reached);
  const graph = { keys: await readForeignKeys(session), relations: await readRelations(session) };
  const rows = await chosenRows(session, graph, situation.table);
  const refusing = new Set(situation.allRefusing.map(keyName));
  const force = new Set(graph.keys.filter((key) => refusing.has(keyName(key))));
  const trials: Trial[] = [];
  for (const recipe of recipes) {
    signal.throwIfAborted();
    progress(`trying: ${recipe.name}`);
    trials.push(
      rows.length === 0
        ? { works: true, tried: "Not tried: no made-up row fits the table." }
        : await tryRecipe({ session, graph, rows, force, signal }, recipe),
    );
  }
  return trials;
}

interface Copy {
  readonly session: Session;
  readonly graph: Graph;
  readonly rows: readonly RowId[];
  /** Keys that rows are followed by where all are to go. */
  readonly force: ReadonlySet<ForeignKey>;
  readonly signal: AbortSignal;
}

/** Keys by which no row is reached would be in the way of made-up rows alone. */
async function dropOthers(session: Session, keys: readonly ForeignKey[]): Promise<void> {
  const known = new Set(keys.map(keyName));
  const tables = new Set(keys.flatMap(({ from, to }) => [nameOf(from), nameOf(to)]));
  for (const key of await readForeignKeys(session))
    if (!known.has(keyName(key)) && tables.has(nameOf(key.to)))
      await session.query(
        `alter table ${nameOf(key.from)} drop constraint ${quoteIdentifier(key.name)}`,
      );
}

const keyName = ({ from, name }: ForeignKey): string => `${nameOf(from)} ${name}`;

/** Those first that others refer to. */
async function chosenRows(session: Session, { keys }: Graph, table: Table): Promise<RowId[]> {
  const incoming = keys.filter(({ to }) => nameOf(to) === nameOf(table));
  const referred = incoming.map(
    (key) => `exists (select from ${fromSide(key.from)} c where ${pointsTo(key)})::int4`,
  );
  return session.query<{ relation: number; row: string }>(
    `select p.tableoid::int8 as relation, p.ctid::text as row from ${nameOf(table)} p
      order by ${referred.length === 0 ? "1" : `(${referred.join(" + ")}) desc`}, p.ctid limit ${CHOSEN}`,
  );
}

async function tryRecipe(copy: Copy, { takes, statements }: Recipe): Promise<Trial> {
  const { session, rows } = copy;
  const condition = `(tableoid, ctid) IN (${rows.map(({ relation, row }) => `(${relation}::oid, '${row}'::tid)`).join(", ")})`;
  try {
    return await session.transaction({ access: "read write", rollback: true }, async () => {
      const expected = await expectedRows(copy, takes);
      const before = await countersOf(session);
      for (const sql of statements(condition)) await session.query(sql);
      await session.query("set constraints all immediate");
      return verdict(expected, difference(before, await countersOf(session)));
    });
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    return {
      works: false,
      tried: `${TRIED} it failed there (${error.sqlstate}): ${error.quoted?.split("\n")[0] ?? error.message}`,
    };
  }
}

async function expectedRows(
  { session, graph, rows, force, signal }: Copy,
  takes: Recipe["takes"],
): Promise<ReadonlyMap<string, number>> {
  if (takes === "none") return new Map();
  const options = takes === "all" ? { force, signal } : { signal };
  const { gone } = await spread(session, graph, rows, options);
  return new Map(
    Array.from(gone, ([oid, count]) => {
      const relation = graph.relations.get(oid);
      return [relation === undefined ? "" : nameOf(relation), count];
    }),
  );
}

function verdict(expected: ReadonlyMap<string, number>, written: readonly Written[]): Trial {
  const deleted = new Map(
    written.flatMap((one) => (one.deleted > 0 ? [[one.table, one.deleted]] : [])),
  );
  const same =
    deleted.size === expected.size &&
    [...expected].every(([table, rows]) => deleted.get(table) === rows);
  const updated = written.filter((one) => one.updated > 0).map((one) => one.table);
  if (same) return { works: true, tried: `${TRIED} ${doneText([...deleted.keys()], updated)}.` };
  return {
    works: false,
    tried: `${TRIED} of them, ${countsText(deleted)}, where ${countsText(expected)} was expected; triggers or rules do more or less.`,
  };
}

const TRIED = "Tried on a copy with made-up rows:";

/** Without numbers: those of made-up rows would be taken for those of the rows that are asked about. */
function doneText(deletedFrom: readonly string[], updatedIn: readonly string[]): string {
  const deleted =
    deletedFrom.length === 0
      ? "no row is gone"
      : `the rows meant are gone from ${deletedFrom.join(", ")}`;
  const updated = updatedIn.length === 0 ? "" : `, rows updated in ${updatedIn.join(", ")}`;
  return `${deleted}${updated}, and no other row`;
}

const countsText = (rows: ReadonlyMap<string, number>): string =>
  rows.size === 0
    ? "no row gone"
    : `${Array.from(rows, ([table, count]) => `${count} of ${table}`).join(", ")} gone`;
