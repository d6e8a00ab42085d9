import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readSchema } from "../../schema/read-schema.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "./alteration.ts";
import type { Copies } from "./copies.ts";
import { runStatements } from "./measure.ts";
import { freeNames } from "./names.ts";
import type { Change, Hints, Surroundings } from "./recipe.ts";
import type { Size } from "./sizes.ts";

export interface Facts {
  readonly session: Session;
  readonly copies: Pick<Copies, "open">;
  readonly catalog: Catalog;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly searchPath: readonly string[];
  readonly hints: Hints;
  readonly batchSize: number;
}

/** What recipes may ask. Names are free of everything that is there before, or that the changes make. */
export function surroundingsOf(facts: Facts, changes: readonly Change[]): Surroundings {
  const { session, catalog, sizes } = facts;
  const existing = new Set(relationNames(catalog));
  const columns = new Set(
    catalog.tables.flatMap((table) =>
      table.columns.map(({ name }) => `${printed(table)}.${quoteIdentifier(name)}`),
    ),
  );
  const catalogs = new Set([catalog, ...changes.map(({ after }) => after)]);
  const written = new Set(
    changes.flatMap(({ statement, effect }) =>
      statement.kind === "write"
        ? effect.locks.flatMap(({ relation, mode }) => (mode === "ROW EXCLUSIVE" ? [relation] : []))
        : [],
    ),
  );
  return {
    version: session.version,
    hints: facts.hints,
    batchSize: facts.batchSize,
    searchPath: facts.searchPath,
    size: (relation) => sizes.get(relation) ?? { rows: 0, bytes: 0 },
    isNew: (relation) => !existing.has(relation),
    isNewColumn: (relation, column) => !columns.has(`${relation}.${quoteIdentifier(column)}`),
    isWritten: (relation) => written.has(relation),
    ask: (sql) => ask(session, sql),
    tryOut: (statements) => tryOut(facts.copies, statements),
    name: freeNames([...catalogs]),
  };
}

/** Qualified names of what has rows or files: tables, views, indexes, sequences. */
export function relationNames(catalog: Catalog): string[] {
  const relations = [...catalog.tables, ...catalog.views];
  return [
    ...[...relations, ...catalog.sequences].map(printed),
    ...relations.flatMap(({ schema, indexes, columns }) => [
      ...indexes.map(({ name }) => printed({ schema, name })),
      ...columns.flatMap(({ identity }) =>
        identity?.sequence == null ? [] : [printed(identity.sequence)],
      ),
    ]),
  ];
}

/** A plan is made in seconds: what takes longer to find out is left to its verification. */
const ASK_MS = 3_000;

async function ask(
  session: Session,
  sql: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const [row] = await session.transaction(
      { access: "read only", statementTimeoutMs: ASK_MS, lockTimeoutMs: 500 },
      () => session.query(sql),
    );
    return row;
  } catch (error) {
    if (error instanceof ToolError && error.code !== "CANCELLED") return undefined;
    throw error;
  }
}

async function tryOut(
  copies: Facts["copies"],
  statements: readonly string[],
): Promise<DatabaseSchema | undefined> {
  await using copy = await copies.open();
  const { session } = copy.shadow;
  try {
    for (const sql of statements) await runStatements(await parseScript(sql), session);
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
  return await readSchema(session);
}
