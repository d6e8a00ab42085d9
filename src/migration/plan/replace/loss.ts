import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";

/**
 * A condition that is true of a value which the new type does not hold, or holds as another: ALTER TYPE fails there, or rounds. It
 * never fails itself. Undefined where every value fits, or nothing is known.
 */
export function lossOf(
  column: string,
  {
    from,
    to,
    version,
    labels,
  }: {
    readonly from: string;
    readonly to: string;
    readonly version: number;
    readonly labels: readonly string[] | undefined;
  },
): string | undefined {
  const value = quoteIdentifier(column);
  const target = partsOf(to);
  const source = partsOf(from);
  if (labels !== undefined && to.endsWith("[]"))
    return `EXISTS (SELECT FROM unnest(${value}::text[]) AS item WHERE item <> ALL (ARRAY[${labels.map(quoteLiteral).join(", ")}]::text[]))`;
  if (labels !== undefined)
    return `${value}::text <> ALL (ARRAY[${labels.map(quoteLiteral).join(", ")}]::text[])`;
  if (target.name === "character varying" || target.name === "character") {
    const length = target.modifiers[0] ?? (target.name === "character" ? 1 : undefined);
    return length === undefined ? undefined : `length(${value}::text) > ${length}`;
  }
  const range = ranges[target.name];
  if (range !== undefined && (source.name in ranges || fractional.includes(source.name))) {
    const [low, high] = range;
    const fraction = fractional.includes(source.name) ? ` OR ${value} <> round(${value})` : "";
    return `${value} < '${low}' OR ${value} > '${high}'${fraction}`;
  }
  if (target.name === "numeric" && [...fractional, ...Object.keys(ranges)].includes(source.name))
    return numericLoss(value, source.name, target.modifiers);
  if (target.name === "real" && source.name === "double precision")
    return `abs(${value}) > 3.4e38 OR (abs(${value}) BETWEEN 1e-37 AND 3.4e38 AND ${value} <> ${value}::real::double precision)`;
  if (target.name === "date" && source.name.startsWith("timestamp"))
    return `${value} <> date_trunc('day', ${value})`;
  if (
    /^time(stamp)?\b/.test(target.name) &&
    target.modifiers[0] !== undefined &&
    source.name === target.name
  )
    return `${value} <> ${value}::${to}`;
  if (isText(source.name) && version >= 160000)
    return `NOT pg_catalog.pg_input_is_valid(${value}::text, ${quoteLiteral(to)})`;
  return undefined;
}

const isText = (name: string): boolean => /^(text|character varying|character)$/.test(name);

/** NaN and infinity are no numbers of a limited precision. */
function numericLoss(
  value: string,
  source: string,
  [precision, scale = 0]: readonly number[],
): string | undefined {
  const exact = source === "double precision" || source === "real";
  const same = exact ? `${value} <> ${value}::numeric::${source}` : undefined;
  if (precision === undefined) return same;
  const number = `${value}::numeric`;
  const rounded = `round(${number}, ${scale})`;
  const unlimited = `${value}::text IN ('NaN', 'Infinity', '-Infinity')`;
  return `CASE WHEN ${unlimited} THEN true ELSE ${number} <> ${rounded} OR abs(${rounded}) >= 1e${precision - scale} END`;
}

const ranges: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};
const fractional = ["numeric", "double precision", "real"];

/** `numeric(10,2)` into its name and its modifiers. */
function partsOf(type: string): { readonly name: string; readonly modifiers: readonly number[] } {
  const [, inner = ""] = /\(([\d,-]+)\)/.exec(type) ?? [];
  const name = type.replace(/\([\d,-]+\)/, "").trim();
  return { name, modifiers: inner === "" ? [] : inner.split(",").map(Number) };
}
