import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { isText, singular, words } from "./words.ts";

/** A column that may be a foreign key, and the key that it may point to. */
export interface Candidate {
  readonly table: Table;
  readonly column: Column;
  readonly target: Table;
  readonly key: Column;
  /** The types differ, and are compared as text. */
  readonly cast: boolean;
  /** Distinct values that there have to be, and the share of them that has to be among the keys. */
  readonly least: number;
  readonly inclusion: number;
}

interface Keyed {
  readonly table: Table;
  readonly key: Column;
  readonly noun: string;
}

/** By name, and by type alone where the type is uuid: that random values are among the keys of a table is no chance. */
export function candidatesOf({ tables }: Catalog): Candidate[] {
  const whole = tables.filter(
    ({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null,
  );
  const keyed = whole.flatMap(keyedOf);
  return whole.flatMap((table) =>
    table.columns.flatMap((column) => {
      if (isDeclared(table, column) || isPolymorphic(table, column) || !isKeyType(column.type))
        return [];
      const named = byName(table, column, keyed);
      if (named.length > 0)
        return named.map(({ table: target, key }) => ({
          table,
          column,
          target,
          key,
          cast: !comparable(column.type, key.type),
          least: 1,
          inclusion: 0.5,
        }));
      if (column.type !== "uuid") return [];
      return nearby(table, keyed)
        .filter(({ key }) => key.type === "uuid" && key !== column)
        .slice(0, 20)
        .map(({ table: target, key }) => ({
          table,
          column,
          target,
          key,
          cast: false,
          least: 3,
          inclusion: 0.9,
        }));
    }),
  );
}

function keyedOf(table: Table): Keyed[] {
  const keys = table.constraints.filter(
    ({ kind, columns: [name, more] }) =>
      kind === "primary key" &&
      more === undefined &&
      // a row that belongs to another has its key, and what points there points to the other
      !table.constraints.some(
        (other) => other.kind === "foreign key" && other.columns.includes(name ?? ""),
      ),
  );
  return keys.flatMap(({ columns: [name] }) => {
    const key = table.columns.find((column) => column.name === name);
    return key === undefined ? [] : [{ table, key, noun: singular(words(table.name)) }];
  });
}

/** Part of a foreign key, or the key by which the row itself is known. */
const isDeclared = ({ constraints }: Table, { name, generated }: Column): boolean =>
  generated !== null ||
  constraints.some(
    ({ kind, columns }) =>
      (kind === "foreign key" && columns.includes(name)) ||
      (kind === "primary key" && columns.length === 1 && columns[0] === name),
  );

/** `subject_id` beside `subject_type` points to several tables. */
function isPolymorphic({ columns }: Table, { name }: Column): boolean {
  const stem = stemOf(words(name));
  return columns.some((other) =>
    [`${stem}_type`, `${stem}_class`, `${stem}_kind`, `${stem}_table`].includes(words(other.name)),
  );
}

const stemOf = (name: string): string => name.replace(/_?(id|uuid|fk|ref|key)$/, "");

const isKeyType = (type: string): boolean =>
  /^(smallint|integer|bigint|uuid)$/.test(type) || isText(type);

const comparable = (a: string, b: string): boolean =>
  a === b ||
  (/^(smallint|integer|bigint)$/.test(a) && /^(smallint|integer|bigint)$/.test(b)) ||
  (isText(a) && isText(b));

/** People as other tables call them. */
const PEOPLE = new Set(["user", "account", "member", "person", "profile"]);
const ROLES =
  /^((created|updated|deleted|approved|assigned|owned)_by|(owner|author|assignee|creator|reviewer))$/;

/** `order_id`, `billing_address_id`, `parent_id`, `created_by`. */
function byName(table: Table, { name, type }: Column, keyed: readonly Keyed[]): readonly Keyed[] {
  const stem = stemOf(words(name));
  const isRole = ROLES.test(stem);
  if ((stem === words(name) && !isRole) || stem === "") return [];
  if (stem === "parent") return keyed.filter((other) => other.table === table);
  const meant = keyed.filter(
    ({ noun, key }) =>
      (isRole ? PEOPLE.has(noun) : stem === noun || stem.endsWith(`_${noun}`)) &&
      (comparable(type, key.type) || isText(type) || isText(key.type)),
  );
  const longest = Math.max(...meant.map(({ noun }) => noun.length));
  const best = isRole ? meant : meant.filter(({ noun }) => noun.length === longest);
  return nearby(table, best);
}

/** Those of the same schema, if there are any. */
function nearby({ schema }: Table, keyed: readonly Keyed[]): readonly Keyed[] {
  const near = keyed.filter((other) => other.table.schema === schema);
  return near.length > 0 ? near : keyed;
}
