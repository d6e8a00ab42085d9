import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "./alteration.ts";

/** Two columns of one row that say the same, each in its own form. */
export interface DualWrite {
  readonly table: ObjectName;
  /** Of the trigger, and of its function in the table's schema: from `dualWriteName`. */
  readonly name: string;
  /** The column that the application writes now. It wins where a statement changes both. */
  readonly leading: string;
  /** The one that is kept in step. */
  readonly following: string;
  /** The following's value over the columns of the row, each as `NEW.name`. */
  readonly forward: string;
  /** The leading's value, where others write the following already; else their writes of it are lost to the leading's. */
  readonly backward?: string;
  /** Schemas in which the expressions find their functions and types. */
  readonly searchPath: readonly string[];
}

/**
 * Triggers fire in the order of their names: this one is to see what the others have made of the row.
 * `name` is that of `Surroundings`.
 */
export function dualWriteName(
  name: (...parts: readonly string[]) => string,
  table: ObjectName,
  column: string,
): string {
  return name("zz", table.name, column, "sync");
}

/**
 * A row trigger that keeps both columns in step, whatever statement writes the row. An INSERT that gives only one of them gets the
 * other; an UPDATE carries over the one that it changes. The statements are for one transaction each.
 */
export function dualWrite(dual: DualWrite): { readonly create: string; readonly drop: string } {
  const { table, name } = dual;
  const routine = qualified(table.schema, name);
  const trigger = quoteIdentifier(name);
  return {
    create: [
      functionSql(dual, routine),
      `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${printed(table)} FOR EACH ROW EXECUTE FUNCTION ${routine}()`,
    ].join(";\n"),
    drop: [`DROP TRIGGER ${trigger} ON ${printed(table)}`, `DROP FUNCTION ${routine}()`].join(
      ";\n",
    ),
  };
}

function functionSql(dual: DualWrite, routine: string): string {
  const [leading, following] = [quoteIdentifier(dual.leading), quoteIdentifier(dual.following)];
  const { forward, backward } = dual;
  const body =
    backward === undefined
      ? [`  NEW.${following} := ${forward};`]
      : [
          "  IF TG_OP = 'INSERT' THEN",
          `    IF NEW.${leading} IS NULL AND NEW.${following} IS NOT NULL THEN NEW.${leading} := ${backward};`,
          `    ELSE NEW.${following} := ${forward}; END IF;`,
          `  ELSIF NEW.${leading} IS NOT DISTINCT FROM OLD.${leading} AND NEW.${following} IS DISTINCT FROM OLD.${following} THEN`,
          `    NEW.${leading} := ${backward};`,
          "  ELSE",
          `    NEW.${following} := ${forward};`,
          "  END IF;",
        ];
  return [
    `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SET search_path = ${pathOf(dual.searchPath)} AS $neon_dba$`,
    "BEGIN",
    ...body,
    "  RETURN NEW;",
    "END $neon_dba$",
  ].join("\n");
}

/** A fixed `search_path` in which nobody's temporary objects come first. */
export const pathOf = (schemas: readonly string[]): string =>
  ["pg_catalog", ...schemas.filter((name) => name !== "pg_catalog"), "pg_temp"]
    .map(quoteIdentifier)
    .join(", ");
