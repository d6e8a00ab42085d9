import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { printed } from "../alteration.ts";
import { keyOf } from "../batch.ts";
import { dropTriggers } from "../drop-triggers.ts";
import { pathOf } from "../dual-write.ts";

/** What is written into one table is carried into another, which has the same rows. */
export interface Copying {
  readonly source: Table;
  readonly destination: ObjectName;
  /** By which a row of the source is found. */
  readonly sourceKey: readonly string[];
  /** By which the row of the destination that stands for it. */
  readonly key: readonly string[];
  readonly columns: readonly Copied[];
  /** What an INSERT of a row that is there already comes to; any other conflict is an error, or a row would be missing. */
  readonly twice: string;
  /** Of the triggers and their function. */
  readonly trigger: string;
}

export interface Copied {
  /** Of the destination. */
  readonly column: Column;
  /** Over the columns of the source's row, which is called `s`. */
  readonly value: string;
}

/**
 * Triggers that repeat every write in the other table. They look the row up instead of taking NEW, because another trigger may have
 * changed it since; an UPDATE stays one, so that what refers to the row is not deleted or set to NULL. The function runs as its owner:
 * who writes needs no rights on the other table, nor do its policies stop anything.
 */
export function syncTriggers(
  copying: Copying,
  searchPath: readonly string[],
): { readonly create: readonly string[]; readonly drop: readonly string[] } {
  const { source, trigger } = copying;
  const [routine, on] = [qualified(source.schema, trigger), printed(source)];
  const [row, all] = [trigger, `${trigger}_all`].map(quoteIdentifier);
  return {
    create: [
      [
        `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${pathOf(searchPath)} AS $neon_dba$`,
        "BEGIN",
        ...body(copying).map((line) => `  ${line}`),
        "  RETURN NULL;",
        "END $neon_dba$",
      ].join("\n"),
      `REVOKE ALL ON FUNCTION ${routine}() FROM PUBLIC`,
      `CREATE TRIGGER ${row} AFTER INSERT OR UPDATE OR DELETE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${routine}()`,
      `CREATE TRIGGER ${all} AFTER TRUNCATE ON ${on} FOR EACH STATEMENT EXECUTE FUNCTION ${routine}()`,
    ],
    drop: [...dropTriggers(source, trigger, `${trigger}_all`), `DROP FUNCTION ${routine}()`],
  };
}

/** By the key of the destination, unless that is looked at later. */
export function ignoringTwice(destination: Table): string {
  const key = keyOf(destination).map(({ name }) => name);
  const isLater = destination.constraints.some(
    ({ deferrable, columns }) => deferrable && columns.join("\0") === key.join("\0"),
  );
  return isLater ? "" : ` ON CONFLICT (${key.map(quoteIdentifier).join(", ")}) DO NOTHING`;
}

function body(copying: Copying): string[] {
  const { source, destination, columns, key, sourceKey, twice } = copying;
  const [from, into] = [printed(source), printed(destination)];
  const same = (side: string, record: string, names: readonly string[]): string =>
    names
      .map((name) => `${side}.${quoteIdentifier(name)} = ${record}.${quoteIdentifier(name)}`)
      .join(" AND ");
  const moved = `ROW(${key.map((name) => `NEW.${quoteIdentifier(name)}`).join(", ")}) IS DISTINCT FROM ROW(${key.map((name) => `OLD.${quoteIdentifier(name)}`).join(", ")})`;
  // Postgres lets nobody change what is GENERATED ALWAYS.
  const settable = columns.filter(({ column }) => column.identity?.generation !== "always");
  const update =
    settable.length === 0
      ? []
      : [
          `  UPDATE ${into} AS d SET ${settable.map(({ column, value }) => `${quoteIdentifier(column.name)} = ${value}`).join(", ")}`,
          `    FROM ${from} AS s WHERE ${same("s", "NEW", sourceKey)} AND ${same("d", "OLD", key)};`,
          "  IF FOUND THEN RETURN NULL; END IF;",
        ];
  return [
    "IF TG_OP = 'TRUNCATE' THEN",
    "  BEGIN",
    `    TRUNCATE ${into};`,
    // other tables refer to it
    `  EXCEPTION WHEN feature_not_supported THEN DELETE FROM ${into};`,
    "  END;",
    "  RETURN NULL;",
    "END IF;",
    "IF TG_OP = 'DELETE' THEN",
    `  DELETE FROM ${into} AS d WHERE ${same("d", "OLD", key)};`,
    "  RETURN NULL;",
    "END IF;",
    "IF TG_OP = 'UPDATE' THEN",
    ...update,
    `  IF ${moved} AND NOT EXISTS (SELECT FROM ${from} AS s WHERE ${same("s", "OLD", key)}) THEN`,
    `    DELETE FROM ${into} AS d WHERE ${same("d", "OLD", key)};`,
    "  END IF;",
    "END IF;",
    `INSERT INTO ${into} (${columns.map(({ column }) => quoteIdentifier(column.name)).join(", ")}) OVERRIDING SYSTEM VALUE`,
    `  SELECT ${columns.map(({ value }) => value).join(", ")} FROM ${from} AS s WHERE ${same("s", "NEW", sourceKey)}${twice};`,
  ];
}
