import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { dropTriggers } from "../drop-triggers.ts";
import type { Replacement, TableReplacement } from "./replacement.ts";

/** Statements without their semicolons. */
export interface Sync {
  readonly create: readonly string[];
  /** From the switch on the new columns lead. */
  readonly turn: readonly string[];
  /** And back. */
  readonly turnBack: readonly string[];
  readonly drop: readonly string[];
}

/**
 * A row trigger by which the old columns and the new ones say the same, whichever the application writes. It fires after the others,
 * and sees what they have made of the row. An update that writes what follows is no application's but the backfill or a foreign key's
 * action: nothing else of the row changes with it, whatever other triggers would like.
 */
export function syncOf(replaced: TableReplacement, searchPath: readonly string[]): Sync {
  const { table, trigger, columns } = replaced;
  const [routine, on] = [qualified(table.schema, trigger), printed(table)];
  const name = quoteIdentifier(trigger);
  const forward = functionSql(routine, searchPath, [
    ...keepOthers(columns.map(({ fresh }) => fresh)),
    ...columns.flatMap((column) => carryForward(column, table.name)),
  ]);
  const backward = functionSql(
    routine,
    searchPath,
    columns.flatMap((column) => carryBack(column, replaced)),
  );
  return {
    create: [
      `CREATE ${forward}`,
      `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${routine}()`,
    ],
    turn: [`CREATE OR REPLACE ${backward}`],
    turnBack: [`CREATE OR REPLACE ${forward}`],
    drop: [...dropTriggers(table, trigger), `DROP FUNCTION ${routine}()`],
  };
}

export function functionSql(
  routine: string,
  searchPath: readonly string[],
  body: readonly string[],
): string {
  const path = ["pg_catalog", ...searchPath.filter((name) => name !== "pg_catalog"), "pg_temp"];
  return [
    `FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SET search_path = ${path.map(quoteIdentifier).join(", ")} AS $neon_dba$`,
    "DECLARE row_before record;",
    "BEGIN",
    ...body.map((line) => `  ${line}`),
    "  RETURN NEW;",
    "END $neon_dba$",
  ].join("\n");
}

/** Compares as images of the bytes: not every type has an operator for it, and 1.0 is not written as 1.00 is. */
export const changed = (columns: readonly string[]): string => {
  const row = (side: string): string =>
    `ROW(${columns.map((column) => `${side}.${quoteIdentifier(column)}`).join(", ")})::record`;
  return `${row("NEW")} *<> ${row("OLD")}`;
};

function keepOthers(fresh: readonly string[]): string[] {
  return [
    `IF TG_OP = 'UPDATE' AND ${changed(fresh)} THEN`,
    "  row_before := NEW;",
    "  NEW := OLD;",
    ...fresh.map(
      (name) => `  NEW.${quoteIdentifier(name)} := row_before.${quoteIdentifier(name)};`,
    ),
    "  RETURN NEW;",
    "END IF;",
  ];
}

function carryForward(replacement: Replacement, table: string): string[] {
  const { fresh, forward, certain } = replacement;
  const target = `NEW.${quoteIdentifier(fresh)}`;
  const assign = `${target} := ${ofRow(forward, replacement.column.name, table)};`;
  // The old application must not fail for a value that the new type does not hold: verification finds it.
  const safely = certain
    ? [assign]
    : [
        "BEGIN",
        `  ${assign}`,
        "EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN",
        `  ${target} := NULL;`,
        "END;",
      ];
  return [
    `IF TG_OP = 'INSERT' OR ${changed(replacement.reads)} THEN`,
    ...safely.map((line) => `  ${line}`),
    "END IF;",
  ];
}

/** An INSERT without a list of columns still gives the old one, which stands where it stood; who names columns gives the new one. */
function carryBack(replacement: Replacement, { table, columns }: TableReplacement): string[] {
  const { column, target, kept, backward, forward, reads, volatile } = replacement;
  const [own, old] = [`NEW.${quoteIdentifier(column.name)}`, `NEW.${quoteIdentifier(kept)}`];
  const names = new Map(columns.map((other) => [other.column.name, other.kept]));
  const row = reads.map(
    (name) => `NEW.${quoteIdentifier(names.get(name) ?? name)} AS ${quoteIdentifier(name)}`,
  );
  const given = `${own} := (SELECT ${forward} FROM (SELECT ${row.join(", ")}) AS ${quoteIdentifier(table.name)});`;
  const follow =
    backward === undefined ? "NULL;" : `${old} := ${ofRow(backward, column.name, table.name)};`;
  const numbered = column.identity !== null && target.identity === null;
  if (volatile || numbered)
    return [`IF TG_OP = 'INSERT' OR ${changed([column.name])} THEN ${follow}`, "END IF;"];
  return [
    `IF TG_OP = 'INSERT' AND ${old} IS NOT NULL THEN ${given}`,
    `ELSIF TG_OP = 'INSERT' OR ${changed([column.name])} THEN ${follow}`,
    "END IF;",
  ];
}

/** The expression over the columns of the row, where columns are those of NEW. */
function ofRow(expression: string, column: string, table: string): string {
  if (expression === quoteIdentifier(column)) return `NEW.${expression}`;
  return `(SELECT ${expression} FROM (SELECT NEW.*) AS ${quoteIdentifier(table)})`;
}
