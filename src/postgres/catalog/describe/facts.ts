import type { Session } from "../../../core/session.ts";
import type { Sequence } from "../model/catalog.ts";
import type { Routine } from "../model/routine.ts";
import type { Table, View } from "../model/table.ts";
import type { UserType } from "../model/type.ts";
import { readColumns } from "../read/columns.ts";
import { readConstraints } from "../read/constraints.ts";
import { readIndexes } from "../read/indexes.ts";
import { readPolicies } from "../read/policies.ts";
import { readRelations, type Parts } from "../read/relations.ts";
import { readRoutines } from "../read/routines.ts";
import { readSequences } from "../read/sequences.ts";
import { openSource, type Source } from "../read/source.ts";
import { readTriggers } from "../read/triggers.ts";
import { readTypes } from "../read/types.ts";
import type { Entry } from "./inventory.ts";

/** The part of the catalog that a page is about. */
export interface Facts {
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly types: readonly UserType[];
  readonly sequences: readonly Sequence[];
  readonly routines: readonly Routine[];
}

export interface FactsOptions {
  /** With triggers, policies and comments. */
  readonly full: boolean;
  readonly viewDefinitions: boolean;
}

/** Reads the entries as the catalog has them. */
export async function readFacts(
  session: Session,
  entries: readonly Entry[],
  options: FactsOptions,
): Promise<Facts> {
  const oids = (...wanted: Entry["list"][]): number[] =>
    entries.filter(({ list }) => wanted.includes(list)).map(({ oid }) => oid);
  const [types, routines] = [oids("enums", "types"), oids("functions")];
  const source = await openSource(session, {
    relations: oids("tables", "views", "sequences"),
    types,
    routines,
    viewDefinitions: options.viewDefinitions,
  });
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
    ...(options.full ? await attachments(source) : none),
  });
  return {
    ...relations,
    types: types.length === 0 ? [] : await readTypes(source, columns, constraints),
    sequences: sequences.own,
    routines: routines.length === 0 ? [] : await readRoutines(source),
  };
}

const none = { triggers: new Map(), policies: new Map(), rules: new Map() };

async function attachments(
  source: Source,
): Promise<Pick<Parts, "triggers" | "policies" | "rules">> {
  return {
    triggers: await readTriggers(source),
    policies: await readPolicies(source),
    rules: new Map(),
  };
}
