import { createHash } from "node:crypto";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { printAccess } from "../../schema/access/print.ts";
import { rolesOf } from "../../schema/access/roles.ts";
import type { DdlStatement } from "../../schema/ddl.ts";
import { readSchemaHere, type DatabaseSchema } from "../../schema/read-schema.ts";
import type { Session } from "../../core/session.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { readStored } from "../stored.ts";
import { carried } from "./carried.ts";
import { estimateRows } from "./estimate-rows.ts";
import { divide, type Halves } from "./halves.ts";
import type { Part } from "./ledger.ts";
import { columnsOf, partsOf, type Columns } from "./parts.ts";
import type { PostgresRequest } from "./request.ts";
import { accessOf, scopeTo } from "./scope.ts";
import { readAvailable, readRoles, readSurvey, readTables, type Survey } from "./survey.ts";

/** All that is known before anything is changed. */
export interface ImportPlan {
  /** Of this database with this schema, whatever the variable is called: what a later call is recognised by. */
  readonly id: string;
  readonly survey: Survey;
  readonly targetSurvey: Survey;
  readonly catalog: Catalog;
  /** Tables that were asked for, without their partitions; undefined is all. */
  readonly only: readonly string[] | undefined;
  /** The tables are there already: rows alone are brought. */
  readonly existing: boolean;
  readonly halves: Halves;
  readonly access: readonly DdlStatement[];
  readonly parts: readonly Part[];
  readonly columns: ReadonlyMap<string, Columns>;
  /** By table, estimated: by the planner of the source, or by a sample. */
  readonly rows: ReadonlyMap<string, number>;
  /** Why it cannot be done so. */
  readonly blockers: readonly string[];
  /** Extensions that the target cannot have and nothing needs. */
  readonly leftExtensions: readonly string[];
  /** Roles of the source that the target does not have, and the SQL that was left out for that. */
  readonly leftRoles: readonly string[];
  readonly leftAccess: readonly string[];
  /** What is not carried, by kind. */
  readonly notCarried: readonly string[];
}

export async function planImport(
  request: PostgresRequest,
  source: Session,
  target: Session,
  partBlocks?: number,
): Promise<ImportPlan> {
  const schema = await readSchemaHere(source);
  const stored = await readStored(source, { local: true });
  const survey = await readSurvey(source);
  const available = await readAvailable(target);
  const roles = await readRoles(target);
  const whole = carried(schema.catalog, roles);
  const scope =
    request.tables === undefined
      ? { catalog: whole, left: [] }
      : scopeTo(whole, request.tables, await readTables(target));
  const { catalog } = scope;
  const tablesOnly = request.tables !== undefined;
  const divided = divide(catalog, schema.dependencies, { tablesOnly });
  const { halves, missing, idle } = withoutExtensions(divided, catalog, available);
  const tables = catalog.tables.filter(({ kind }) => kind !== "foreign table");
  const parts = request.rows ? partsOf(stored, tables, source.version, partBlocks) : [];
  const names = new Set(tables.map((table) => qualified(table.schema, table.name)));
  const closed = Array.from(stored).flatMap(([table, { closed: why }]) =>
    why === undefined || !names.has(table) ? [] : [`${table}: ${why} for the URL's user.`],
  );
  const access = printAccess(tablesOnly ? accessOf(catalog) : catalog);
  const given = new Set(access.map(({ sql }) => sql));
  return {
    id: idOf(request, survey, schema),
    survey,
    targetSurvey: await readSurvey(target),
    catalog,
    only: tablesOnly
      ? tables
          .filter(({ partitionBound }) => partitionBound === null)
          .map((table) => qualified(table.schema, table.name))
      : undefined,
    existing: false,
    halves,
    access,
    parts,
    columns: new Map(
      tables.map((table) => [qualified(table.schema, table.name), columnsOf(table)]),
    ),
    rows: await estimateRows(source, stored, names),
    blockers: [
      ...missing.map(
        (extension) => `The target has no extension \`${extension}\`, which the schema needs.`,
      ),
      ...closed,
    ],
    leftExtensions: idle,
    leftRoles: tablesOnly ? [] : rolesOf(schema.catalog).filter((role) => !roles.has(role)),
    leftAccess: tablesOnly
      ? []
      : printAccess(schema.catalog)
          .map(({ sql }) => sql)
          .filter((sql) => !given.has(sql) && !/^(?:RE)?SET /.test(sql)),
    notCarried: tablesOnly
      ? [...scope.left, "what no table needs, and privileges on all but tables"]
      : notCarried(schema.catalog, survey),
  };
}

const idOf = (
  { rows, tables }: PostgresRequest,
  { database, oid }: Survey,
  { catalog }: DatabaseSchema,
): string =>
  createHash("sha256")
    .update(JSON.stringify([rows, tables?.toSorted(), database, oid, fingerprint(catalog)]))
    .digest("hex")
    .slice(0, 16);

function withoutExtensions(
  halves: Halves,
  { extensions }: Catalog,
  available: ReadonlySet<string>,
): { halves: Halves; missing: string[]; idle: string[] } {
  const absent = extensions
    .map(({ name }) => name)
    .filter((name) => name !== "plpgsql" && !available.has(name));
  const objectOf = (name: string): string => `extension ${quoteIdentifier(name)}`;
  const idle = absent.filter((name) => halves.idle.has(objectOf(name)));
  const gone = new Set(idle.map(objectOf));
  return {
    halves: { ...halves, before: halves.before.filter(({ object }) => !gone.has(object)) },
    missing: absent.filter((name) => !idle.includes(name)),
    idle,
  };
}

function notCarried({ others, tables }: Catalog, { largeObjects }: Survey): string[] {
  const kinds = ["publication", "subscription"].flatMap((kind) => {
    const names = others.filter((each) => each.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${kind}s: ${names.join(", ")}`];
  });
  const foreign = tables.filter(({ kind }) => kind === "foreign table").length;
  const spaces = tables.filter(({ tablespace }) => tablespace !== null).length;
  return [
    ...kinds,
    ...(largeObjects === 0 ? [] : [`${largeObjects} large objects`]),
    ...(foreign === 0
      ? []
      : [`rows of ${foreign} foreign tables, which are elsewhere, and passwords of user mappings`]),
    ...(spaces === 0 ? [] : [`tablespaces of ${spaces} tables: the target has one storage`]),
  ];
}
