/** How values of two types are compared. */
export interface Way {
  /** The value as text that is equal on both sides exactly when it is the same value; it takes a column of either type. */
  text(column: string): string;
  /** What counts as equal, where that is less than the same text. */
  readonly words?: string;
}

/** Undefined where both types print a value alike: their own output is compared, which is what COPY carries. */
export function wayOf(source: string, target: string): Way | undefined {
  if (source === target) return undefined;
  const bases = [baseOf(source), baseOf(target)];
  const [base, other] = bases;
  if (base === other && !["numeric", "character"].includes(base ?? "")) return undefined;
  const family = families.find(({ members }) => bases.every((each) => members.includes(each)));
  return family ?? { text: (column) => `${column}::text` };
}

/** `numeric(10,2)` is `numeric`; `timestamp(3) without time zone` loses its digits too. */
const baseOf = (type: string): string => type.replace(/\(\d+(?:,-?\d+)?\)/, "");

const WHOLE = ["smallint", "integer", "bigint"];
const FLOATS = ["real", "double precision"];

const families: readonly (Way & { readonly members: readonly string[] })[] = [
  {
    members: [...WHOLE, "numeric"],
    text: (column) => `pg_catalog.trim_scale(${column}::numeric)`,
  },
  // each real is a double
  { members: FLOATS, text: (column) => `${column}::float8` },
  {
    members: [...WHOLE, ...FLOATS],
    text: exact,
    words: "as the number that is stored",
  },
  // through float8 numbers of more digits would all be the same; a float's exact value would never be a numeric's
  {
    members: ["numeric", ...FLOATS],
    text: (column) => `pg_catalog.trim_scale(${column}::text::numeric)`,
    words: "as the decimal that Postgres prints",
  },
  {
    members: ["date", "timestamp without time zone", "timestamp with time zone"],
    text: (column) => `${column}::timestamptz`,
    words: "as a time, in UTC where it has no zone",
  },
  {
    members: ["json", "jsonb"],
    text: (column) => `${column}::jsonb`,
    words: "as jsonb: spaces, the order of keys and all but the last of equal keys do not count",
  },
];

/** A float that is a whole number prints rounded where it is large; as bigint it has all its digits. What fits in none is no whole number. */
function exact(column: string): string {
  const float = `${column}::float8`;
  const fits = `${float} >= -9223372036854775808 and ${float} < 9223372036854775808`;
  return `case when ${fits} and pg_catalog.trunc(${float}) = ${float} then ${column}::int8::text else ${column}::text end`;
}
