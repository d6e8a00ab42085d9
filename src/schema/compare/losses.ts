import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { DifferenceStatement } from "../difference/plan-difference.ts";
import type { Renames } from "../difference/renames.ts";
import { nameOf } from "../text.ts";
import type { Side } from "./side.ts";

/** What of the rows the statements of one direction take away, or may. */
export interface Loss {
  readonly direction: "forward" | "backward";
  /** `the rows of public.tasks`. */
  readonly what: string;
  /** Rows, or values that are not null, where they are now; absent where there is no database or the count took too long. */
  readonly count?: number;
  readonly evidence: "measured" | "estimated" | "rule";
}

/** A statement may take several things. */
const SEVERAL = /; (?=(?:the )?values of )/;

/** More than these are not counted. */
const COUNTED = 25;
const STATEMENT_MS = 3_000;

/** The side that would lose. */
interface Losing extends Pick<Side, "schema" | "session"> {
  /** The statements call things by their new names. */
  readonly renames: Renames;
}

/** Counts on the side that would lose, if that is a database: exactly, or by the planner's estimate where that takes too long. */
export async function lossesOf(
  direction: Loss["direction"],
  statements: readonly DifferenceStatement[],
  { schema, session, renames }: Losing,
  signal: AbortSignal,
): Promise<Loss[]> {
  const lost = [...new Set(statements.flatMap(({ destroys }) => destroys?.split(SEVERAL) ?? []))];
  const places = placesOf(schema.catalog, renames);
  const losses: Loss[] = [];
  for (const [at, what] of lost.entries()) {
    signal.throwIfAborted();
    const place = [...places].find(
      ([start]) => what === start || what.startsWith(`${start} that`),
    )?.[1];
    const counted =
      session === undefined || place === undefined || at >= COUNTED
        ? undefined
        : await count(session, place);
    losses.push({ direction, what, ...(counted ?? { evidence: "rule" }) });
  }
  return losses;
}

interface Place {
  readonly table: string;
  /** Quoted; undefined for whole rows. */
  readonly column: string | undefined;
}

function placesOf({ tables }: Catalog, renames: Renames): Map<string, Place> {
  return new Map(
    tables.flatMap((table): [string, Place][] => {
      const own = nameOf(table);
      const now = nameOf({ schema: table.schema, name: renames[own] ?? table.name });
      return [
        [`the rows of ${now}`, { table: own, column: undefined }],
        ...table.columns.flatMap((one): [string, Place][] => {
          const column = quoteIdentifier(one.name);
          const name = quoteIdentifier(renames[`${own}.${column}`] ?? one.name);
          const place = { table: own, column };
          return [
            [`the values of ${now}.${name}`, place],
            [`values of ${now}.${name}`, place],
          ];
        }),
      ];
    }),
  );
}

async function count(
  session: Session,
  { table, column }: Place,
): Promise<Pick<Loss, "count" | "evidence"> | undefined> {
  try {
    return await session.transaction(
      { access: "read only", statementTimeoutMs: STATEMENT_MS },
      async () => {
        const [row] = await session.query<{ rows: string }>(
          `select pg_catalog.count(${column ?? "*"})::text as rows from ${table}`,
        );
        return { count: Number(row?.rows ?? 0), evidence: "measured" };
      },
    );
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    return column === undefined ? await estimate(session, table) : undefined;
  }
}

async function estimate(
  session: Session,
  table: string,
): Promise<Pick<Loss, "count" | "evidence"> | undefined> {
  const [row] = await session.query<{ rows: number }>(
    `select reltuples::float8 as rows from pg_catalog.pg_class
      where oid operator(pg_catalog.=) pg_catalog.to_regclass($1) and reltuples operator(pg_catalog.>=) 0`,
    [table],
  );
  return row === undefined ? undefined : { count: row.rows, evidence: "estimated" };
}
