import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { DesignedRoutine, DesignedTable, DesignedTrigger } from "../tables.ts";
import type { Ground } from "./ground.ts";

/** What keeps columns and the audit trail, whatever the application forgets. */
export interface Kept {
  readonly routines: readonly DesignedRoutine[];
  readonly triggers: readonly DesignedTrigger[];
}

export function triggersOf(
  ground: Ground,
  tables: readonly DesignedTable[],
  audit: string | undefined,
): Kept {
  const { schema, entities } = ground.model;
  const has = (table: DesignedTable, column: string, member = true): boolean =>
    table.columns.some(
      ({ name, member: known }) => name === column && (!member || known === column),
    );
  const touched = tables.filter((table) => has(table, "updated_at", false));
  const locked = tables.filter((table) => has(table, "version"));
  const audited = entities.filter(({ auditTrail }) => auditTrail);
  const trigger = (table: string, name: string, when: string, routine: string): DesignedTrigger => {
    const called = ground.name(`${table}_${name}`, "");
    return {
      name: called,
      table,
      sql: `CREATE TRIGGER ${quoteIdentifier(called)} ${when} ON ${qualified(schema, table)}
  FOR EACH ROW EXECUTE FUNCTION ${qualified(schema, routine.slice(0, routine.indexOf("(")))}${routine.slice(routine.indexOf("("))}`,
    };
  };
  return {
    routines: [
      ...(touched.length > 0 ? [setUpdatedAt(schema)] : []),
      ...(locked.length > 0 ? [keepVersion(schema)] : []),
      ...(audit === undefined ? [] : [recordChange(schema, audit)]),
    ],
    triggers: [
      // those of a table run in the order of their names: a version that is refused comes first
      ...locked.map(({ name }) => trigger(name, "keep_version", "BEFORE UPDATE", "keep_version()")),
      ...touched.map(({ name }) =>
        trigger(name, "set_updated_at", "BEFORE UPDATE", "set_updated_at()"),
      ),
      ...audited.map(({ name, attributes }) => {
        const personal = attributes.filter(({ pii }) => pii).map((one) => quoteLiteral(one.name));
        return trigger(
          name,
          "record_change",
          "AFTER INSERT OR UPDATE OR DELETE",
          `record_change(${personal.join(", ")})`,
        );
      }),
    ],
  };
}

const setUpdatedAt = (schema: string): DesignedRoutine => ({
  forTriggers: true,
  signature: "set_updated_at()",
  sql: `CREATE FUNCTION ${qualified(schema, "set_updated_at")}() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$`,
  comment: "Keeps updated_at.",
});

/** Drivers state the version that they read, or (Hibernate, SQLAlchemy) the one after it, or leave it to the WHERE clause. */
const keepVersion = (schema: string): DesignedRoutine => ({
  forTriggers: true,
  signature: "keep_version()",
  sql: `CREATE FUNCTION ${qualified(schema, "keep_version")}() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
    RAISE EXCEPTION 'version % of % is out of date', NEW.version, TG_TABLE_NAME
      USING ERRCODE = 'serialization_failure', HINT = 'Read the row again and repeat the change.';
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$`,
  comment:
    "Keeps version. Update WHERE id = ... AND version = the one that was read: no row means that somebody else was faster.",
});

/** As its owner, so that nobody who changes rows may change what is recorded of it. */
const recordChange = (schema: string, audit: string): DesignedRoutine => ({
  forTriggers: true,
  signature: "record_change()",
  sql: `CREATE FUNCTION ${qualified(schema, "record_change")}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV END;
BEGIN
  INSERT INTO ${qualified(schema, audit)} (table_name, row_id, operation, changed_by, before, after)
  VALUES (TG_TABLE_NAME, coalesce(after, before) ->> 'id', TG_OP,
    coalesce(nullif(current_setting('app.user_id', true), ''), session_user), before, after);
  RETURN NULL;
END $$`,
  comment: "Records a change without the columns that the trigger names, which are PII.",
});
