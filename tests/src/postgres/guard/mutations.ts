import fc from "fast-check";

/** Another way to write a statement, or a place to hide it. */
export type Mutation = (sql: string) => string;

const IDENTIFIER = /(?<![\w"'$.])([a-z_]{4,})(?=\()/g;
const isQuery = (sql: string): boolean => /^(select|values|table|with)\b/i.test(sql);
const inside =
  (wrap: (sql: string) => string): Mutation =>
  (sql) =>
    isQuery(sql) ? wrap(sql) : sql;

/** Applied to the text outside quotes only. */
function outsideQuotes(sql: string, change: (text: string) => string): string {
  return sql
    .split(/('(?:[^']|'')*'|"[^"]*"|\$\w*\$.*?\$\w*\$)/s)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}

const escaped = (name: string): string =>
  `U&"${Array.from(name, (character, i) =>
    i % 2 === 0 ? `\\${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}` : character,
  ).join("")}"`;

const rewrites: readonly Mutation[] = [
  (sql) => sql,
  (sql) => outsideQuotes(sql, (text) => text.toUpperCase()),
  (sql) =>
    outsideQuotes(sql, (text) =>
      text.replaceAll(/[a-z]/g, (c, i: number) => (i % 2 ? c : c.toUpperCase())),
    ),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll(" ", "\n\t")),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll(" ", "/* ' /* nested */ \" */")),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll(" ", " -- '\n")),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll("(", "/**/ ( /**/")),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll(IDENTIFIER, '"$1"')),
  (sql) => outsideQuotes(sql, (text) => text.replaceAll(IDENTIFIER, (name) => escaped(name))),
  (sql) => sql.replaceAll(/'([^'$]*)'/g, "$$$$$1$$$$"),
  (sql) => sql.replaceAll(/'([^'\\]*)'/g, "E'$1'"),
  (sql) => `/* select 1 */ ${sql} -- ; select 1`,
  (sql) => `\ufeff${sql}`.slice(1),
  (sql) => `${sql};`,
];

const wrappers: readonly Mutation[] = [
  (sql) => sql,
  (sql) => `explain analyze ${sql}`,
  (sql) => `explain (verbose, analyze on, format json) ${sql}`,
  inside((sql) => `select * from (${sql}) as wrapped`),
  inside((sql) => `with wrapped as (${sql}) select * from wrapped`),
  inside(
    (sql) => `with wrapped as materialized (${sql}) select count(*) from wrapped, wrapped as again`,
  ),
  inside(
    (sql) =>
      `with recursive r as (select 1 as n union all select 2 from r where n < 2 and exists (${sql})) select * from r`,
  ),
  inside((sql) => `select case when exists (${sql}) then 1 else 2 end`),
  inside((sql) => `select coalesce((select count(*) from (${sql}) s), 0)`),
  inside((sql) => `select array(select s::text from (${sql}) s)`),
  inside((sql) => `select row((select count(*) from (${sql}) s))`),
  inside((sql) => `select * from (values (1)) v, lateral (${sql}) s`),
  inside((sql) => `select 1 where exists (${sql})`),
  inside((sql) => `select count(*) from app.accounts having exists (${sql})`),
  inside((sql) => `select id from app.accounts order by (select count(*) from (${sql}) s) limit 1`),
  inside(
    (sql) =>
      `select sum(id) over (partition by (select count(*) from (${sql}) s)) from app.accounts`,
  ),
  inside((sql) => `select json_build_object('a', (select json_agg(s) from (${sql}) s))`),
  inside((sql) => `(${sql}) union all (${sql})`),
  inside((sql) => `select ((select count(*) from (${sql}) s)::text)::int::bigint`),
];

/** One rewriting and up to two wrappers, in either order. */
export const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.constantFrom(...rewrites),
    fc.constantFrom(...rewrites),
    fc.array(fc.constantFrom(...wrappers), { maxLength: 2 }),
  )
  .map(
    ([first, second, outer]) =>
      (sql) =>
        outer.reduce((text, wrap) => wrap(text), second(first(sql))),
  );
