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
  const sequences = await readSequences(source);
  const constraints = await readConstraints(source);
  const columns = await readColumns(source, {
    sequences: sequences.ofIdentity,
    notNulls: constraints.notNulls,
  });
  const relations = await readRelations(source, {
    columns,
    constraints: constraints.ofTables,
    indexes: await readIndexes(source),
    triggers: await readTriggers(source),
    policies: await readPolicies(source),
    rules: await readRules(source),
  });
  return {
    version: source.version,
    database: await readDatabase(source),
    schemas: await readSchemas(source),
    extensions: await readExtensions(source),
    types: await readTypes(source, columns, constraints),
    sequences: sequences.own,
    ...relations,
    routines: await readRoutines(source),
    statistics: await readStatistics(source),
    defaultPrivileges: await readDefaultPrivileges(source),
    others: await readOthers(source),
    foreignGrants: await readForeignGrants(source),
    securityLabels: await readSecurityLabels(source),
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
