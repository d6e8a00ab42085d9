import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { keyOf, type Values, type WorldRow } from "../oracle/world.ts";
import type { ResolvedIntent } from "../resolved.ts";
import type { Cell } from "./cells/cell.ts";
import { nameOf } from "./place.ts";
import { makeCells } from "./run-cells.ts";
import { asOwner } from "./world/as-owner.ts";
import type { Built } from "./world/build.ts";
import type { TableRows } from "./world/table-rows.ts";

interface PgtapOptions {
  /** What the script may have; cells that tell most come first. */
  readonly characters: number;
}

/**
 * The cells as a script for pg_prove: a smaller world of rows that the script makes and takes back, and for each attempt what the oracle
 * says of it. It needs pgTAP, and a role that owns the tables and may take the roles' names.
 */
export async function pgtapScript(
  session: Session,
  intent: ResolvedIntent,
  catalog: Catalog,
  built: Built,
  { characters }: PgtapOptions,
): Promise<string> {
  const rows = await smallWorld(session, intent, catalog, built);
  const small = reduced(built, rows);
  const cells = makeCells(
    intent,
    catalog,
    small,
    { stranger: "", owner: undefined },
    false,
  ).flatMap(({ cells: all }) => all.filter(({ role }) => role === intent.applicationRole));
  const setup = setupSql(catalog, rows);
  const head = `-- Row-level security as the intent says it, for pg_prove. Everything is rolled back.\nbegin;\ncreate extension if not exists pgtap;\n`;
  const tests: string[] = [];
  let length = head.length + setup.length + tryFunction.length + 200;
  for (const cell of varied(cells)) {
    const test = testOf(cell);
    if (length + test.length > characters) continue;
    tests.push(test);
    length += test.length + 1;
  }
  return [
    head,
    setup,
    tryFunction,
    `select plan(${tests.length});`,
    ...tests,
    "select * from finish();",
    "rollback;",
    "",
  ].join("\n");
}

/** Of each table and kind of attempt, allowed or not, one first, then another of each. */
function varied(cells: readonly Cell[]): Cell[] {
  const seen = new Map<string, number>();
  return cells
    .map((cell) => {
      const [kind] = cell.verb.split(/ (?:of|to|row) /);
      const key = JSON.stringify([cell.table, kind, cell.expected.effect, cell.actor.kind]);
      const round = seen.get(key) ?? 0;
      seen.set(key, round + 1);
      return { cell, round };
    })
    .toSorted((a, b) => a.round - b.round)
    .map(({ cell }) => cell);
}

/** Runs a statement in a context as a role, undoes it, and says what came of it. */
const tryFunction = `create function pg_temp.tried(settings text[], as_role text, statement text, counts boolean) returns text language plpgsql as $tried$
declare answer text; rows int8;
begin
  begin
    for i in 1 .. coalesce(array_length(settings, 1), 0) by 2 loop perform set_config(settings[i], settings[i + 1], true); end loop;
    perform set_config('role', as_role, true);
    if counts then execute statement; get diagnostics rows = row_count; answer := rows;
    else execute statement into answer; end if;
    raise exception using errcode = 'ND000';
  exception when sqlstate 'ND000' then null; when others then answer := 'nothing'; end;
  return (select coalesce(nullif(string_agg(line, ' ' order by line collate "C"), ''), 'nothing') from regexp_split_to_table(case when answer = '0' then '' else answer end, E'\\n') line);
end $tried$;`;

function testOf({ table, actor, role, sql, reads, expected, verb, answer }: Cell): string {
  const settings = actor.settings.flatMap(([name, value]) => [
    quoteLiteral(name),
    quoteLiteral(value),
  ]);
  const wanted =
    expected.effect === "nothing"
      ? "nothing"
      : answer === "number"
        ? String(expected.ids.length)
        : expected.ids.toSorted((a, b) => (a < b ? -1 : 1)).join(" ");
  const list = settings.length === 0 ? "'{}'" : `array[${settings.join(", ")}]`;
  return `select is(pg_temp.tried(${list}, ${quoteLiteral(role)}, ${quoteLiteral(sql)}, ${reads === "count"}), ${quoteLiteral(wanted)}, ${quoteLiteral(`${actor.name}: ${verb} on ${table}`)});`;
}

/** A few rows of each table, and all that they refer to, by key of the table. */
type SmallWorld = ReadonlyMap<string, readonly Values[]>;

const EACH = 6;

async function smallWorld(
  session: Session,
  intent: ResolvedIntent,
  catalog: Catalog,
  built: Built,
): Promise<SmallWorld> {
  const all = new Map<string, readonly Values[]>();
  const chosen = new Map<string, Set<Values>>();
  const read = async (table: Table): Promise<readonly Values[]> => {
    const known = all.get(keyOf(table)) ?? (await readRows(session, table, built));
    all.set(keyOf(table), known);
    return known;
  };
  const choose = async (table: Table, row: Values): Promise<void> => {
    const some = chosen.get(keyOf(table)) ?? new Set();
    chosen.set(keyOf(table), some);
    if (some.has(row)) return;
    some.add(row);
    for (const { references, columns } of table.constraints) {
      if (references === null || columns.some((column) => row[column] == null)) continue;
      const parent = catalog.tables.find((other) => keyOf(other) === keyOf(references.table));
      if (parent === undefined) continue;
      const found = (await read(parent)).find((other) =>
        columns.every((column, at) => row[column] === other[references.columns[at] ?? ""]),
      );
      if (found !== undefined) await choose(parent, found);
    }
  };
  for (const { table } of intent.tables) {
    const rows = await read(table);
    for (let at = 0; at < Math.min(EACH, rows.length); at++) {
      const row = rows[Math.floor((at * rows.length) / Math.min(EACH, rows.length))];
      if (row !== undefined) await choose(table, row);
    }
    // what a new row refers to has to be there as well
    for (const reserve of built.tables.get(keyOf(table))?.reserves.slice(0, EACH) ?? [])
      for (const { references, columns } of table.constraints) {
        const parent = catalog.tables.find(
          (other) => references !== null && keyOf(other) === keyOf(references.table),
        );
        const found =
          parent &&
          (await read(parent)).find((other) =>
            columns.every((column, at) => reserve[column] === other[references?.columns[at] ?? ""]),
          );
        if (parent !== undefined && found !== undefined) await choose(parent, found);
      }
  }
  const { members } = intent;
  if (members !== null)
    for (const row of await read(members.table)) await choose(members.table, row);
  return new Map([...chosen].map(([key, rows]) => [key, [...rows]]));
}

async function readRows(session: Session, table: Table, built: Built): Promise<readonly Values[]> {
  const known = built.tables.get(keyOf(table));
  if (known !== undefined) return known.rows.map(({ values }) => values);
  const texts = table.columns.map(({ name }) => `${quoteIdentifier(name)}::text`).join(", ");
  const rows = await asOwner(session, table, () =>
    session.query<{ row: (string | null)[] }>(
      `select pg_catalog.json_build_array(${texts}) as row from ${nameOf(table)} order by tableoid, ctid limit 200`,
    ),
  );
  return rows.map(({ row }) =>
    Object.fromEntries(table.columns.map(({ name }, at) => [name, row[at] ?? null])),
  );
}

function reduced(built: Built, rows: SmallWorld): Built {
  const some = (item: TableRows): readonly WorldRow[] =>
    item.rows.filter(({ values }) => rows.get(keyOf(item.table))?.includes(values) === true);
  const tables = new Map(
    [...built.tables].map(([key, item]) => [
      key,
      { ...item, rows: some(item), reserves: item.reserves.slice(0, EACH) },
    ]),
  );
  return {
    ...built,
    tables,
    world: new Map([...tables].map(([key, { rows: own }]) => [key, own])),
  };
}

/** Parents first; one statement for each table, so that rows may refer to others of it. */
function setupSql({ tables }: Catalog, rows: SmallWorld): string {
  const waiting = tables.filter((table) => (rows.get(keyOf(table)) ?? []).length > 0);
  const lines: string[] = [];
  while (waiting.length > 0) {
    const at = waiting.findIndex((table) =>
      table.constraints.every(
        ({ references }) =>
          references === null ||
          keyOf(references.table) === keyOf(table) ||
          !waiting.some((other) => keyOf(other) === keyOf(references.table)),
      ),
    );
    const [table] = waiting.splice(Math.max(at, 0), 1);
    if (table === undefined) break;
    const name = nameOf(table);
    const columns = table.columns.filter(({ generated }) => generated === null);
    const always = columns.some(({ identity }) => identity?.generation === "always");
    const values = (rows.get(keyOf(table)) ?? []).map(
      (row) =>
        `(${columns
          .map((column) => {
            const value = row[column.name] ?? null;
            return value === null ? "null" : quoteLiteral(value);
          })
          .join(", ")})`,
    );
    lines.push(
      ...(table.rowSecurity.forced ? [`alter table ${name} no force row level security;`] : []),
      `insert into ${name} (${columns.map((column) => quoteIdentifier(column.name)).join(", ")})${always ? " overriding system value" : ""} values\n  ${values.join(",\n  ")};`,
      // numbers go on behind those that were given
      ...columns
        .filter((column) => column.identity !== null || /\bnextval\(/.test(column.default ?? ""))
        .map(
          ({ name: column }) =>
            `do $$ begin perform setval(pg_get_serial_sequence(${quoteLiteral(name)}, ${quoteLiteral(column)}), (select max(${quoteIdentifier(column)})::int8 from ${name})); end $$;`,
        ),
      // what refers to it would stand in the way of deleting, whatever the policies say
      ...tables.flatMap((other) =>
        other.constraints
          .filter(
            ({ references, inherited }) =>
              references !== null &&
              !inherited &&
              keyOf(references.table) === keyOf(table) &&
              rows.has(keyOf(other)),
          )
          .map(
            (constraint) =>
              `alter table ${nameOf(other)} drop constraint ${quoteIdentifier(constraint.name)};`,
          ),
      ),
      ...(table.rowSecurity.forced ? [`alter table ${name} force row level security;`] : []),
    );
  }
  return lines.join("\n");
}
