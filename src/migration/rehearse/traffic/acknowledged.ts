import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { NO_TIMEOUT_MS } from "../../run/limits.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { readKeyColumns, readNewKeys, type KeyColumns } from "./rekey.ts";
import type { BusyTable } from "./table.ts";

/** Of a column of a row that Postgres has confirmed to have written. */
interface Written {
  readonly type: string;
  readonly value: string | null;
}

/** A row as it has to be; null where it was deleted. */
type Wanted = Map<string, Written> | null;

/** Every write that an application was told to be done. */
export interface Acknowledged {
  readonly count: number;
  write(
    busy: BusyTable,
    key: readonly string[],
    columns: BusyTable["given"],
    values: readonly (string | null)[],
  ): void;
  remove(busy: BusyTable, key: readonly string[]): void;
  /** Before anything is changed: what triggers of the schema make of writes is none of the migration's doing, and not looked for. */
  settle(session: Session, catalog: Catalog): Promise<void>;
  /**
   * Follows rows whose key has become another one, as one of another type, and gives the keys in `known` (by `keyId`) the same turn.
   */
  follow(session: Session, known: Map<string, readonly (readonly string[])[]>): Promise<void>;
  /** From now on only what this schema has is looked for. */
  keep(catalog: Catalog): void;
  /** Looks for all of them: those that are lost. Columns and tables that are not there are passed over. */
  lost(session: Session, catalog: Catalog): Promise<readonly LostWrite[]>;
}

/** Columns that come again later begin anew, and so do those that get another type again: its values are made a second time. */
function keepColumns(remembered: Iterable<Remembered>, { tables }: Catalog): void {
  const known = new Map(
    tables.map(({ schema, name, columns }) => [
      qualified(schema, name),
      new Map(columns.map((column) => [column.name, column.type])),
    ]),
  );
  for (const { busy, rows } of remembered)
    for (const [key, row] of rows) {
      const columns = known.get(busy.name);
      if (columns === undefined) rows.delete(key);
      for (const [column, { type }] of row ?? [])
        if (columns?.get(column) !== type) row?.delete(column);
    }
}

export interface LostWrite {
  readonly table: string;
  /** Undefined where it is the whole row. */
  readonly column?: string;
  /** What was written, and what is there. */
  readonly what: string;
}

interface Remembered {
  readonly busy: BusyTable;
  readonly rows: Map<string, Wanted>;
  /** Of which columns the keys are. */
  columns?: KeyColumns;
}

/** Tells tables and their keys apart. */
export const keyId = ({ name, key }: BusyTable): string => JSON.stringify([name, key]);

export function acknowledgedWrites(): Acknowledged {
  const tables = new Map<string, Remembered>();
  const ignored = new Set<string>();
  let count = 0;
  const rowsOf = (busy: BusyTable): Map<string, Wanted> => {
    const found = tables.get(keyId(busy)) ?? { busy, rows: new Map<string, Wanted>() };
    tables.set(keyId(busy), found);
    return found.rows;
  };
  return {
    get count() {
      return count;
    },
    write(busy, key, columns, values) {
      count++;
      const rows = rowsOf(busy);
      const row = rows.get(JSON.stringify(key)) ?? new Map<string, Written>();
      columns.forEach(({ name, type }, at) => row.set(name, { type, value: values[at] ?? null }));
      rows.set(JSON.stringify(key), row);
    },
    remove(busy, key) {
      count++;
      rowsOf(busy).set(JSON.stringify(key), null);
    },
    async settle(session, catalog) {
      for (const write of await find(session, catalog)) ignored.add(idOf(write));
    },
    async follow(session, known) {
      for (const remembered of tables.values()) {
        const id = keyId(remembered.busy);
        const keys = known.get(id);
        const turned = await followRows(session, remembered);
        if (keys === undefined || turned === undefined) continue;
        const now = keys.map((key) => turned.get(JSON.stringify(key)) ?? "[]");
        known.set(
          id,
          now.map((key) => JSON.parse(key) as string[]).filter(({ length }) => length > 0),
        );
      }
    },
    keep: (catalog) => keepColumns(tables.values(), catalog),
    lost: find,
  };

  async function find(session: Session, catalog: Catalog): Promise<LostWrite[]> {
    const found: LostWrite[] = [];
    for (const remembered of tables.values())
      found.push(...(await lostOf(session, catalog, remembered)));
    return found.filter((write) => !ignored.has(idOf(write)));
  }
}

/** New keys by old ones, where they changed. What has none stays as it was, and is not found any more; what was deleted is forgotten. */
async function followRows(
  session: Session,
  remembered: Remembered,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { busy, rows, columns: was } = remembered;
  const is = await readKeyColumns(session, busy.name, busy.key);
  if (is === undefined) return undefined;
  remembered.columns = is;
  const turned = was === undefined ? undefined : await readNewKeys(session, busy.name, was, is);
  if (turned === undefined) return undefined;
  const before = [...rows];
  rows.clear();
  for (const [key, row] of before) if (row !== null) rows.set(turned.get(key) ?? key, row);
  return turned;
}

const idOf = ({ table, column }: LostWrite): string => JSON.stringify([table, column]);

async function lostOf(
  session: Session,
  catalog: Catalog,
  { busy: { name, key }, rows }: Remembered,
): Promise<LostWrite[]> {
  const relation = [...catalog.tables, ...catalog.views].find(
    (each) => qualified(each.schema, each.name) === name,
  );
  const types = new Map(relation?.columns.map((column) => [column.name, column.type]));
  if (!key.every((column) => types.has(column)) || rows.size === 0) return [];
  const columns = [...types.keys()];
  const fields = columns.map((column, at) => `t.${quoteIdentifier(column)}::text as v${at}`);
  const on = key.map((column, at) => `t.${quoteIdentifier(column)}::text = e.value ->> ${at}`);
  const there = await session.transaction(
    { access: "read only", statementTimeoutMs: NO_TIMEOUT_MS },
    () =>
      session.query<Record<string, string | null>>(
        `select e.value::text as neon_dba_key, ${fields.join(", ")}
         from pg_catalog.jsonb_array_elements($1::text::jsonb) e join ${name} t on ${on.join(" and ")}`,
        [JSON.stringify([...rows.keys()].map((text) => JSON.parse(text) as unknown))],
      ),
  );
  const now = new Map(
    there.map((row) => [JSON.stringify(JSON.parse(row["neon_dba_key"] ?? "[]")), row]),
  );
  const found: LostWrite[] = [];
  for (const [text, wanted] of rows) {
    const row = now.get(text);
    if (wanted === null && row !== undefined)
      found.push({ table: name, what: `${text} was deleted, and is there again` });
    if (wanted === null) continue;
    if (row === undefined) {
      found.push({ table: name, what: `${text} was written, and is not there` });
      continue;
    }
    for (const [column, { type, value }] of wanted) {
      const at = columns.indexOf(column);
      const got = row[`v${at}`] ?? null;
      if (at === -1 || isAlike({ type, value }, { type: types.get(column) ?? "", value: got }))
        continue;
      found.push({
        table: name,
        column,
        what: `${column} of ${text} was written as ${String(value)}, and is ${String(got)}`,
      });
    }
  }
  return found;
}

/** Values of types that print otherwise cannot be compared: that is left to the plan's own checks. */
function isAlike(wanted: Written, got: Written): boolean {
  if (wanted.value === got.value) return true;
  const [one, other] = [familyOf(wanted.type), familyOf(got.type)];
  if (one !== other) return true;
  return one === "number" && wanted.value !== null && got.value !== null
    ? Number(wanted.value) === Number(got.value)
    : false;
}

function familyOf(type: string): string {
  if (/^(?:smallint|integer|bigint|numeric|real|double)/.test(type)) return "number";
  return /^(?:text|character varying|uuid)/.test(type) ? "text" : type;
}
