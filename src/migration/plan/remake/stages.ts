import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { printDdl } from "../../../schema/ddl.ts";
import { planDifference } from "../../../schema/difference/plan-difference.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { printed, sameIn } from "../alteration.ts";
import { foreignKeyPieces } from "../constraint/foreign-key.ts";
import type { Piece, Surroundings } from "../recipe.ts";
import { addUnchecked, dropConstraint } from "../replace/foreign-keys.ts";
import { sameName } from "../replace/replacement.ts";
import { replacementNames } from "./aside.ts";
import type { Names } from "./aside.ts";
import { withPartitions } from "./family.ts";
import { alterDeferral, deferred, refersTo } from "./deferral.ts";
import { incomingKeys } from "./incoming-keys.ts";
import type { IncomingKey } from "./incoming-keys.ts";

/** A table that is to be made anew, and the statements of the script that do it. */
export interface Wish {
  readonly table: Table;
  /** The schema before the script. */
  readonly before: Catalog;
  readonly statements: readonly string[];
}

/** The way of a table to its successor, every stage of which Postgres has seen. */
export interface Stages {
  /** As it will be. */
  readonly target: Table;
  /** The same, under the name that it has until the switch. */
  readonly fresh: Table;
  readonly names: Names;
  /** DDL of the fresh table with its partitions, keys and indexes; no triggers, policies, views. */
  readonly create: readonly string[];
  /** Its foreign keys, when the rows are there: a row may refer to one that is copied later. */
  readonly own: readonly Piece[];
  /** Those that refer to the table itself. */
  readonly selfKeys: readonly Constraint[];
  readonly keys: readonly IncomingKey[];
  /** What is left to do once the names are changed: triggers, policies, views, privileges, owners of sequences. */
  readonly rest: readonly string[];
  readonly restBack: readonly string[];
  readonly wanted: DatabaseSchema;
  /** Foreign keys of other tables to the old one, which go before it does. */
  readonly keysToOld: readonly string[];
}

/** Undefined where Postgres refuses a stage, or where something of it has no DDL. */
export async function stagesOf(
  { table, before, statements }: Wish,
  surroundings: Surroundings,
): Promise<Stages | undefined> {
  const wanted = await surroundings.tryOut(statements);
  const target = wanted === undefined ? undefined : sameIn(wanted.catalog.tables, table);
  if (wanted === undefined || target === undefined) return undefined;
  const names = replacementNames({ table, target, before, after: wanted.catalog }, surroundings);
  if (names === undefined) return undefined;
  const staged = await surroundings.tryOut([...statements, ...names.toFresh]);
  const fresh = staged === undefined ? undefined : sameIn(staged.catalog.tables, names.fresh);
  if (staged === undefined || fresh === undefined) return undefined;
  const create = creation(staged, fresh, before);
  const own = ownKeys(staged, fresh, surroundings);
  const keys = incomingKeys({ table, target, before, wanted, staged }, surroundings);
  const selfKeys = target.constraints.filter((constraint) => refersTo(constraint, target));
  const middle = await surroundings.tryOut([
    ...create,
    ...own.map(({ sql: text }) => text),
    ...keys.flatMap(({ pieces }) => pieces.map(({ sql: text }) => text)),
    ...names.toOld,
    ...names.toFinal,
    ...keys.flatMap(({ turn }) => turn),
    ...selfKeys.map((key) => alterDeferral(target, key, key)),
  ]);
  if (middle === undefined) return undefined;
  const kept = withOld(wanted, middle, names.old);
  const [rest, restBack] = [planDifference(middle, kept), planDifference(kept, middle)];
  if (rest.refused.length > 0 || restBack.refused.length > 0) return undefined;
  if (rest.statements.some(({ destroys = [] }) => destroys.length > 0)) return undefined;
  const sql = ({ sql: text }: { readonly sql: string }): string => text;
  return {
    target,
    fresh,
    names,
    create,
    own,
    selfKeys,
    keys,
    rest: rest.statements.map(sql),
    restBack: restBack.statements.map(sql),
    wanted,
    keysToOld: keysTo(names.old, kept.catalog),
  };
}

const keysTo = (old: ObjectName, { tables }: Catalog): string[] =>
  tables
    .filter((table) => !sameName(table, old))
    .flatMap((table) =>
      table.constraints
        .filter(
          ({ references, local }) =>
            local && references !== null && sameName(references.table, old),
        )
        .map((key) => dropConstraint(table, key)),
    );

function ownKeys({ catalog }: DatabaseSchema, fresh: Table, surroundings: Surroundings): Piece[] {
  return withPartitions(fresh, catalog).flatMap((table) =>
    table.constraints
      .filter(({ kind, local }) => kind === "foreign key" && local)
      .flatMap((constraint): Piece[] => {
        const { name, validated, enforced } = constraint;
        const key = refersTo(constraint, fresh) ? deferred(constraint) : constraint;
        const pieces =
          validated && enforced
            ? foreignKeyPieces({ table, constraint: key }, catalog, surroundings)
            : [
                {
                  purpose: `Add ${name}`,
                  sql: addUnchecked(table, key).join(";\n"),
                  rollback: dropConstraint(table, constraint),
                },
              ];
        return pieces.map((piece) => ({ ...piece, phase: "verify" }));
      }),
  );
}

function creation({ catalog, dependencies }: DatabaseSchema, fresh: Table, before: Catalog) {
  const tables = withPartitions(fresh, catalog);
  const only: Catalog = {
    ...catalog,
    schemas: [],
    extensions: [],
    types: [],
    // a sequence that was there is taken over as it is
    sequences: catalog.sequences.filter(
      (sequence) =>
        sameIn(before.sequences, sequence) === undefined &&
        tables.some(
          (table) =>
            sequence.ownedBy !== null && printed(sequence.ownedBy.table) === printed(table),
        ),
    ),
    tables: tables.map((table) => ({
      ...table,
      triggers: [],
      policies: [],
      rules: [],
      rowSecurity: { enabled: false, forced: false },
      constraints: table.constraints.filter(({ kind }) => kind !== "foreign key"),
    })),
    views: [],
    routines: [],
    statistics: [],
    defaultPrivileges: [],
    others: [],
    foreignGrants: [],
    securityLabels: [],
  };
  return printDdl(only, dependencies).statements.flatMap(({ sql, object }) =>
    object.startsWith("schema ") ? [] : [sql],
  );
}

/** What is wanted, and the old table beside it. */
function withOld(wanted: DatabaseSchema, middle: DatabaseSchema, old: ObjectName): DatabaseSchema {
  const now = ownedAs(middle.catalog, wanted.catalog);
  const first = sameIn(now.tables, old);
  const tables = first === undefined ? [] : withPartitions(first, now);
  const sequences = now.sequences.filter(
    (sequence) =>
      sameIn(wanted.catalog.sequences, sequence) === undefined &&
      tables.some(
        (table) => sequence.ownedBy !== null && printed(sequence.ownedBy.table) === printed(table),
      ),
  );
  return {
    ...wanted,
    catalog: {
      ...wanted.catalog,
      tables: [...wanted.catalog.tables.map((table) => withOldKeys(table, now, tables)), ...tables],
      sequences: [...wanted.catalog.sequences, ...sequences],
    },
    dependencies: new Map([...middle.dependencies, ...wanted.dependencies]),
  };
}

/** Each copy of the target belongs to a role of its own. */
function ownedAs(catalog: Catalog, { database }: Catalog): Catalog {
  const { owner } = catalog.database;
  return JSON.parse(
    JSON.stringify(catalog).replaceAll(JSON.stringify(owner), () => JSON.stringify(database.owner)),
  ) as Catalog;
}

/** Foreign keys to the old table stay as long as it does. */
function withOldKeys(table: Table, { tables }: Catalog, old: readonly Table[]): Table {
  const now = sameIn(tables, table)?.constraints ?? [];
  const names = new Set(table.constraints.map(({ name }) => name));
  const kept = now.filter(
    ({ name, references }) =>
      !names.has(name) &&
      old.some((other) => references !== null && sameName(references.table, other)),
  );
  return { ...table, constraints: [...table.constraints, ...kept] };
}
