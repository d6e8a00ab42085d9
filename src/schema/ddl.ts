import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { printAccess } from "./access/print.ts";
import { actorsOf, rolesOf } from "./access/roles.ts";
import { labelItems } from "./emit/labels.ts";
import { otherItems } from "./emit/others.ts";
import { routineItems } from "./emit/routines.ts";
import { extensionItems, schemaItems } from "./emit/schemas.ts";
import { sequenceItems } from "./emit/sequences.ts";
import { statisticsItems } from "./emit/statistics.ts";
import { tableItems } from "./emit/tables.ts";
import { triggerItems } from "./emit/triggers.ts";
import { typeItems } from "./emit/types.ts";
import { viewItems } from "./emit/views.ts";
import type { Item } from "./item.ts";
import { missingFrom } from "./missing.ts";
import type { Missing } from "./missing.ts";
import { ordered } from "./order.ts";
import type { Dependencies } from "./order.ts";

export interface DdlStatement {
  /** One statement without its semicolon. */
  readonly sql: string;
  /** What it makes: `table public.tasks`. */
  readonly object: string;
  /** `schema` is what there is, `access` who may do what: policies, owners, privileges. */
  readonly part: "schema" | "access";
}

export interface Ddl {
  /** For a session that runs the statements: names in definitions are qualified, and bodies may speak of what comes later. */
  readonly settings: Readonly<Record<string, string>>;
  /** Roles that the part `access` names. The database's owner is not among them: whoever runs the statements takes its place. */
  readonly roles: readonly string[];
  /** Those of them that own something, or gave privileges: whoever runs the statements has to be a member of them. */
  readonly actors: readonly string[];
  /** In an order in which they succeed on an empty database, the part `schema` first. */
  readonly statements: readonly DdlStatement[];
  /** What the statements do not bring. */
  readonly missing: readonly Missing[];
}

const settings = { search_path: "", check_function_bodies: "off" };

/** What makes each object of the part `schema`, in no order. */
export function itemsOf(catalog: Catalog): Item[] {
  return [
    schemaItems,
    extensionItems,
    typeItems,
    sequenceItems,
    tableItems,
    viewItems,
    routineItems,
    statisticsItems,
    triggerItems,
    otherItems,
    labelItems,
  ].flatMap((emit) => emit(catalog));
}

/** With roles that the schema does not name. */
export const withRoles = (ddl: Ddl, { roles, actors }: Pick<Ddl, "roles" | "actors">): Ddl => ({
  ...ddl,
  roles: [...new Set([...ddl.roles, ...roles])],
  actors: [...new Set([...ddl.actors, ...actors])],
});

/** Prints the schema as DDL that recreates it. The same catalog and dependencies give the same text. */
export function printDdl(catalog: Catalog, dependencies: Dependencies): Ddl {
  const schema = ordered(itemsOf(catalog), dependencies).flatMap(({ statements, object }) =>
    statements.map((sql): DdlStatement => ({ sql, object, part: "schema" })),
  );
  return {
    settings,
    roles: rolesOf(catalog),
    actors: actorsOf(catalog),
    statements: [...schema, ...printAccess(catalog)],
    missing: missingFrom(catalog),
  };
}
