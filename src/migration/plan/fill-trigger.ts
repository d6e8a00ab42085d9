import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "./alteration.ts";
import { dropTriggers } from "./drop-triggers.ts";
import { dualWriteName, pathOf } from "./dual-write.ts";
import type { Surroundings } from "./recipe.ts";

export interface Fill {
  readonly table: Table;
  readonly column: string;
  /** An expression over the columns of the row. */
  readonly value: string;
}

/** A row trigger that gives a column a value wherever a statement leaves it NULL. The statements are for one transaction each. */
export function fillTrigger(
  { table, column, value }: Fill,
  { name, searchPath }: Surroundings,
): { readonly create: string; readonly drop: string } {
  const trigger = dualWriteName(name, table, column);
  const routine = qualified(table.schema, trigger);
  const target = quoteIdentifier(column);
  return {
    create: [
      [
        `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SET search_path = ${pathOf(searchPath)} AS $neon_dba$`,
        "BEGIN",
        `  IF NEW.${target} IS NULL THEN`,
        `    NEW.${target} := (SELECT ${value} FROM (SELECT NEW.*) AS ${quoteIdentifier(table.name)});`,
        "  END IF;",
        "  RETURN NEW;",
        "END $neon_dba$",
      ].join("\n"),
      `CREATE TRIGGER ${quoteIdentifier(trigger)} BEFORE INSERT OR UPDATE ON ${printed(table)} FOR EACH ROW EXECUTE FUNCTION ${routine}()`,
    ].join(";\n"),
    drop: [...dropTriggers(table, trigger), `DROP FUNCTION ${routine}()`].join(";\n"),
  };
}
