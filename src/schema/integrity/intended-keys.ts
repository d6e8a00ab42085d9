import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ForeignKey } from "./foreign-keys.ts";
import { nameOf } from "../rows/name.ts";
import { isText, singular, words } from "./words.ts";

/** Columns whose values are to be different in each row, though not everything sees to it. */
export interface IntendedKey {
  readonly table: Table;
  readonly columns: readonly string[];
  /** SQL of what is to be different, under the alias `c`. */
  readonly parts: readonly string[];
  /** Rows that it is about. */
  readonly condition: string;
  /** Of the rows that have to be different for the key to be meant. */
  readonly share: number;
  /** The same but for case. */
  readonly folded: boolean;
}

const NAMES =
  /^(e_?mail(_address)?|user_?name|login|handle|slug|sku|isbn|ean|gtin|vin|code|external_id|(invoice|order|serial|account|ticket)_(number|no))$/;
const FOLDED = /^(e_?mail(_address)?|user_?name|login|handle|slug)$/;
const CERTAIN = /^(user_?name|login|handle|slug|sku|isbn|vin)$/;
const PEOPLE = /(^|_)(user|account|customer|member|person|client|subscriber|profile|contact)$/;
const WITHIN = /^(name|title|slug|code|position|number|email|sku)$/;

/** By the names of columns, within a parent where there is one, and by pairs of references. */
export function intendedKeys(
  { tables }: Catalog,
  foreignKeys: readonly ForeignKey[],
): IntendedKey[] {
  const whole = tables.filter(
    ({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null,
  );
  return whole.flatMap((table) => {
    const parents = foreignKeys
      .filter(({ from }) => nameOf(from) === nameOf(table) && from.columns.length === 1)
      .map(({ from }) => from.columns[0] ?? "");
    return [...named(table), ...within(table, parents), ...pairs(table, parents)];
  });
}

function named(table: Table): IntendedKey[] {
  return table.columns.flatMap(({ name, type }) => {
    if (!NAMES.test(words(name)) || !isText(type)) return [];
    const folded = FOLDED.test(words(name)) && !/citext/.test(type);
    const isPerson = PEOPLE.test(singular(words(table.name)));
    const share = CERTAIN.test(words(name)) || isPerson ? 0.5 : 0.9;
    const keys = uniqueKeys(table).filter((key) => key.includes(name));
    const [within] = keys;
    if (isFolded(table, name) || (within !== undefined && !folded)) return [];
    const columns = within ?? [name];
    return [make(table, columns, share, folded ? name : undefined)];
  });
}

/** `(project_id, name)`, where nothing says that the name is a key by itself. */
function within(table: Table, parents: readonly string[]): IntendedKey[] {
  const keys = uniqueKeys(table);
  return table.columns.flatMap(({ name }) => {
    if (!WITHIN.test(words(name)) || keys.some((key) => key.includes(name))) return [];
    return parents.map((parent) => make(table, [parent, name], 0.9));
  });
}

/** Two references and little else: a row for each pair. */
function pairs(table: Table, parents: readonly string[]): IntendedKey[] {
  const [first, second, third] = parents;
  if (first === undefined || second === undefined || third !== undefined) return [];
  const others = table.columns.filter(
    ({ name }) =>
      !parents.includes(name) &&
      !/^(id|uuid|position|(created|updated|added)(_at|_on)?)$/.test(words(name)),
  );
  const isKept = uniqueKeys(table).some((key) => key.every((column) => parents.includes(column)));
  return others.length > 0 || isKept
    ? []
    : [make(table, [first, second], hasOwnKey(table) ? 0.9 : 0.5)];
}

/** A row with a key of its own may be there several times. */
const hasOwnKey = ({ constraints }: Table): boolean =>
  constraints.some(({ kind }) => kind === "primary key");

function make(
  table: Table,
  columns: readonly string[],
  share: number,
  folded?: string,
): IntendedKey {
  const parts = columns.map((name) =>
    name === folded
      ? `pg_catalog.lower(c.${quoteIdentifier(name)}::text)`
      : `c.${quoteIdentifier(name)}`,
  );
  const gone = table.columns.find(({ name }) =>
    /^(deleted|archived|removed)_at$/.test(words(name)),
  );
  const conditions = [
    ...columns.map((name) => `c.${quoteIdentifier(name)} is not null`),
    ...(gone === undefined ? [] : [`c.${quoteIdentifier(gone.name)} is null`]),
  ];
  return {
    table,
    columns,
    parts,
    condition: conditions.join(" and "),
    share,
    folded: folded !== undefined,
  };
}

/** Columns of the indexes that keep keys apart. */
const uniqueKeys = ({ indexes }: Table): string[][] =>
  indexes
    .filter(({ unique, valid }) => unique && valid)
    .map(({ keys }) => keys.flatMap(({ column }) => (column === null ? [] : [column])))
    .filter((columns) => columns.length > 0);

/** A unique index over `lower(email)` keeps them apart, however they are written. */
const isFolded = ({ indexes }: Table, column: string): boolean =>
  indexes.some(
    ({ unique, valid, keys }) =>
      unique &&
      valid &&
      keys.some(
        (key) =>
          key.column === null &&
          /\b(lower|upper)\(/.test(key.expression) &&
          key.expression.includes(column),
      ),
  );
