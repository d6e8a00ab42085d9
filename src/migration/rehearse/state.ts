import { setImmediate as afterSending } from "node:timers/promises";
import type { Session } from "../../core/session.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readTargetCatalog } from "../catalog.ts";
import { compare } from "../plan/trial.ts";
import { isValidation } from "../plan/validation.ts";
import type { KeptColumns } from "./kept-columns.ts";
import {
  readRows,
  readSequences,
  rowSources,
  type RowFingerprints,
  type SequenceValues,
} from "./row-fingerprints.ts";

/** A database at one point of a rehearsal. */
export interface State {
  readonly catalog: Catalog;
  readonly fingerprint: string;
  readonly rows: RowFingerprints;
  readonly sequences: SequenceValues;
}

/** Looks at everything. */
export async function readState(session: Session, without?: KeptColumns): Promise<State> {
  const catalog = await readTargetCatalog(session);
  const [rows, print] = await Promise.all([
    readRows(session, catalog, { without }),
    fingerprintMeanwhile(catalog),
  ]);
  return { catalog, fingerprint: print, rows, sequences: await readSequences(session) };
}

/** The state that came after `before`, when rows were written in no other tables than these and new ones. */
export async function readNextState(
  session: Session,
  before: State,
  written: ReadonlySet<string>,
  without?: KeptColumns,
): Promise<State> {
  const catalog = await readTargetCatalog(session);
  const names = rowSources(catalog);
  const stale = new Set(names.filter((name) => written.has(name) || !before.rows.has(name)));
  const [fresh, print] = await Promise.all([
    readRows(session, catalog, { only: stale, without }),
    fingerprintMeanwhile(catalog),
  ]);
  const rows = new Map(
    names.flatMap((name) => {
      const found = fresh.get(name) ?? before.rows.get(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
  return { catalog, fingerprint: print, rows, sequences: await readSequences(session) };
}

/** While Postgres is at what was sent before. */
async function fingerprintMeanwhile(catalog: Catalog): Promise<string> {
  await afterSending();
  return fingerprint(catalog);
}

/** Where two states differ, in lines. */
export interface StateDifference {
  readonly schema: readonly string[];
  readonly rows: readonly string[];
  /** Tables whose columns are in another order: no difference. */
  readonly reordered: readonly string[];
}

export interface Tolerance {
  /** Tables whose rows are counted, and no more. */
  readonly counted?: ReadonlySet<string> | undefined;
  /** Constraints may be valid that were not yet. */
  readonly validated?: boolean;
}

/** `now` as against `wanted`. A sequence may have gone on, but not back. */
export function compareStates(
  now: State,
  wanted: State,
  { counted = new Set(), validated = false }: Tolerance = {},
): StateDifference {
  const same = now.fingerprint === wanted.fingerprint;
  const { differences, reordered } = same
    ? { differences: [], reordered: [] }
    : compare(now.catalog, wanted.catalog);
  return {
    schema: differences.filter((each) => !(validated && isValidation(each))).map(printed),
    rows: [...rowDifferences(now, wanted, counted), ...sequenceDifferences(now, wanted)],
    reordered,
  };
}

export const isSame = ({ schema, rows }: StateDifference): boolean =>
  schema.length === 0 && rows.length === 0;

/** The first few, for a sentence. */
export function described({ schema, rows }: StateDifference): string {
  const all = [...rows, ...schema];
  const more = all.length > 4 ? `; and ${all.length - 4} more` : "";
  return `${all.slice(0, 4).join("; ")}${more}`;
}

function printed({ object, path, a, b }: Difference): string {
  const where = path === "" ? object : `${object} ${path}`;
  if (a === null) return `${where} is missing`;
  if (b === null) return `${where} is left over`;
  return `${where} is ${short(a)} instead of ${short(b)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function rowDifferences(
  { rows: now }: State,
  { rows: wanted }: State,
  counted: ReadonlySet<string>,
): string[] {
  return [...wanted].flatMap(([table, before]) => {
    const after = now.get(table);
    // A table that is not there is a difference of the schema.
    if (after === undefined) return [];
    if (after.rows !== before.rows)
      return [`${table} has ${after.rows} rows instead of ${before.rows}`];
    return after.checksum === before.checksum || counted.has(table)
      ? []
      : [`rows of ${table} have other values`];
  });
}

function sequenceDifferences({ sequences: now }: State, { sequences: wanted }: State): string[] {
  return [...wanted].flatMap(([sequence, before]) => {
    const after = now.get(sequence);
    if (before === null || after === undefined) return [];
    if (after !== null && after >= before) return [];
    return [`sequence ${sequence} is at ${after ?? "its start"} instead of ${before}`];
  });
}
