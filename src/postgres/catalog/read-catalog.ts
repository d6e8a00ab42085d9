import type { Session } from "../../core/session.ts";
import type { Catalog } from "./model/catalog.ts";
import { printingPlainly } from "./plain-printing.ts";
import { readColumns } from "./read/columns.ts";
import { readConstraints } from "./read/constraints.ts";
import { readForeignGrants, readSecurityLabels } from "./read/foreign-grants.ts";
import { readIndexes } from "./read/indexes.ts";
import { readOthers } from "./read/others.ts";
import { readPolicies } from "./read/policies.ts";
import { readRelations } from "./read/relations.ts";
import { readRoutines } from "./read/routines.ts";
import { readRules } from "./read/rules.ts";
import { readDefaultPrivileges, readExtensions, readSchemas } from "./read/schemas.ts";
import { readSequences } from "./read/sequences.ts";
import { openSource } from "./read/source.ts";
import type { Source } from "./read/source.ts";
import { readStatistics } from "./read/statistics.ts";
import { readTriggers } from "./read/triggers.ts";
import { readTypes } from "./read/types.ts";

export interface ReadOptions {
  /** Default 60,000. */
  readonly statementTimeoutMs?: number;
}

/** Reads the whole schema of the session's database, in one snapshot. */
export async function readCatalog(session: Session, options: ReadOptions = {}): Promise<Catalog> {
  const { statementTimeoutMs = 60_000 } = options;
  return session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs },
    () => readCatalogHere(session),
  );
}

/** The same inside the caller's transaction, which sees its own uncommitted DDL. Settings are put back afterwards. */
export async function readCatalogHere(session: Session): Promise<Catalog> {
  return printingPlainly(session, () => read(session));
}

async function read(session: Session): Promise<Catalog> {
  const source = await openSource(session);
  // Asked one after the other all the same, but the next answer is on its way while the last one is taken apart.
  const [tables, rest] = await Promise.all([readTables(source), readRest(source)]);
  return { version: source.version, ...tables, ...rest };
}

type Tables = "types" | "sequences" | "tables" | "views";

async function readTables(source: Source): Promise<Pick<Catalog, Tables>> {
  const [sequences, constraints, indexes, triggers, policies, rules] = await Promise.all([
    readSequences(source),
    readConstraints(source),
    readIndexes(source),
    readTriggers(source),
    readPolicies(source),
    readRules(source),
  ]);
  const columns = await readColumns(source, {
    sequences: sequences.ofIdentity,
    notNulls: constraints.notNulls,
  });
  const ofTables = { columns, constraints: constraints.ofTables };
  const [relations, types] = await Promise.all([
    readRelations(source, { ...ofTables, indexes, triggers, policies, rules }),
    readTypes(source, columns, constraints),
  ]);
  return { ...relations, types, sequences: sequences.own };
}

async function readRest(source: Source): Promise<Omit<Catalog, Tables | "version">> {
  const [database, schemas, extensions, routines, statistics] = await Promise.all([
    readDatabase(source),
    readSchemas(source),
    readExtensions(source),
    readRoutines(source),
    readStatistics(source),
  ]);
  const [defaultPrivileges, others, foreignGrants, securityLabels] = await Promise.all([
    readDefaultPrivileges(source),
    readOthers(source),
    readForeignGrants(source),
    readSecurityLabels(source),
  ]);
  return {
    database,
    schemas,
    extensions,
    routines,
    statistics,
    defaultPrivileges,
    others,
    foreignGrants,
    securityLabels,
  };
}

async function readDatabase(source: Source): Promise<Catalog["database"]> {
  const [row] = await source.rows<Catalog["database"]>(`
    select d.datname as name, pg_get_userbyid(d.datdba) as owner,
           json_build_object('encoding', pg_encoding_to_char(d.encoding), 'collate', d.datcollate,
             'ctype', d.datctype) as options
      from pg_database d where d.datname = current_database()`);
  return row ?? { name: "", owner: "", options: {} };
}
