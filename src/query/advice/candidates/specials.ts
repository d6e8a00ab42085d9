import { constantText } from "../../expression/predicate.ts";
import { plainColumn } from "../../findings/index-advice.ts";
import { isColumn, special, type Definition } from "./definition.ts";
import { keyOf, type Key } from "./key.ts";
import type { Search, TableUse } from "./use.ts";

/** Pages from which a BRIN index is worth a thought. */
const brinPages = 1024;
const brinCorrelation = 0.8;
/** Bytes of a value from which a hash is much smaller than it. */
const hashWidth = 24;

const ranges = /^(?:int4|int8|num|ts|tstz|date)(?:multi)?range$/;
const shapes = new Set(["point", "box", "polygon", "circle", "geometry", "geography"]);
const trigramOperators = new Set(["~~", "~~*", "~", "~*", "%", "%>", "<%"]);

/** Candidates of the other access methods. Postgres refuses those whose operator class the twin does not have. */
export function specials(use: TableUse): Definition[] {
  return [
    ...use.searches.flatMap((search) => searchIndexes(search, use)),
    ...brins(use),
    ...hashes(use),
  ];
}

function searchIndexes({ subject, operator, value }: Search, use: TableUse): Definition[] {
  const { table } = use;
  const key = keyOf(subject, table);
  if (key === undefined) return [];
  const type = plainColumn(subject, table.facts)?.type.replace(/\(.*\)/, "") ?? "";
  const make = (method: string, suffix = ""): Definition =>
    special(table, method, [{ ...key, suffix }]);
  if (type.endsWith("[]")) return ["@>", "<@", "&&", "="].includes(operator) ? [make("gin")] : [];
  if (type === "jsonb")
    return ["@>", "@?", "@@"].includes(operator)
      ? [make("gin", " jsonb_path_ops"), make("gin")]
      : [make("gin")];
  if (operator === "@@") return [make("gin"), make("gist")];
  if (ranges.test(type) || shapes.has(type)) return [make("gist")];
  if (type === "inet" || type === "cidr")
    return [make("gist", " inet_ops"), make("spgist", " inet_ops")];
  if (trigramOperators.has(operator))
    return [
      ...(operator === "~~" && !/^[%_]/.test(constantText(value) ?? "%") ? [prefix(key, use)] : []),
      make("gin", " gin_trgm_ops"),
    ];
  if (operator === "<->") return [make("gist", " gist_trgm_ops"), make("gist")];
  return isColumn(key) ? [make("gist")] : [make("gin"), make("gist")];
}

/** `LIKE 'abc%'` needs an order by bytes. */
function prefix(key: Key, { table }: TableUse): Definition {
  const type = table.columns.get(key.columns[0] ?? "")?.type ?? "";
  const suffix = type.startsWith("character varying")
    ? " varchar_pattern_ops"
    : type.startsWith("character")
      ? " bpchar_pattern_ops"
      : " text_pattern_ops";
  return special(table, "btree", [{ ...key, suffix }]);
}

/** Where rows lie in the order of a column, ranges of it are found by the pages' minima and maxima. */
function brins({ table, ranges: keys, equal, joins }: TableUse): Definition[] {
  if (table.pages < brinPages) return [];
  return [...keys, ...equal, ...joins.map(({ key }) => key)]
    .filter(isColumn)
    .filter(
      ({ columns }) =>
        Math.abs(table.columns.get(columns[0] ?? "")?.correlation ?? 0) >= brinCorrelation,
    )
    .map((key) => special(table, "brin", [key]));
}

/** A hash holds four bytes whatever the value, and answers nothing but equality. */
function hashes({ table, equal, joins }: TableUse): Definition[] {
  return [...equal, ...joins.map(({ key }) => key)]
    .filter(isColumn)
    .filter(({ columns }) => (table.columns.get(columns[0] ?? "")?.width ?? 0) >= hashWidth)
    .map((key) => special(table, "hash", [key]));
}
