import { quoteIdentifier } from "../../sql/quote.ts";
import { wayOf } from "./mixed-types.ts";

/** A column that both sides have. */
export interface Shared {
  readonly name: string;
  /** As each side's `format_type` prints it. */
  readonly types: { readonly source: string; readonly target: string };
}

/** The column's value as text that is equal on both sides exactly when the values are, under the settings of a snapshot. */
export function valueText({ name, types: { source, target } }: Shared): string {
  const column = `t.${quoteIdentifier(name)}`;
  return wayOf(source, target)?.text(column) ?? column;
}

/** What counts as equal in a column whose types differ: `price (numeric against real) as ...`. */
export function meaningText({ name, types: { source, target } }: Shared): string | undefined {
  const words = wayOf(source, target)?.words;
  return words && `${quoteIdentifier(name)} (${source} against ${target}) ${words}`;
}

/** Types whose values are numbers that one hash function takes on every version. */
const WHOLE = new Set(["smallint", "integer", "bigint"]);

/** `hashtextextended` is several times as fast, and is used where both servers give the same for the same; see `probe`. */
export type Hashing = "fast" | "portable";

export interface RowTexts {
  /** Array of text, JSON: the key of a row, or where it has none the hash. */
  readonly key: string;
  readonly hash: string;
  /** Which bucket a row is in; `mask` is one less than a power of two. */
  bucket(mask: number): string;
  /** JSON array of the texts of all columns. */
  readonly values: string;
}

/** Expressions over a table `t`. Without a key all columns are the key. */
export function rowTexts(
  columns: readonly Shared[],
  key: readonly Shared[],
  hashing: Hashing,
): RowTexts {
  const hash = hashOf(`row(${columns.map(valueText).join(", ")})::text`, hashing);
  const [only, ...more] = key;
  const whole =
    only !== undefined &&
    more.length === 0 &&
    WHOLE.has(only.types.source) &&
    WHOLE.has(only.types.target);
  const keyHash = (): string => {
    if (key.length === 0) return hash;
    return whole && hashing === "fast"
      ? `pg_catalog.hashint8extended(t.${quoteIdentifier(only.name)}::int8, 0)`
      : hashOf(`row(${key.map(valueText).join(", ")})::text`, hashing);
  };
  return {
    hash,
    key: key.length === 0 ? `(${hash})::text` : jsonTexts(key),
    bucket: (mask) => (mask === 0 ? "0" : `(${keyHash()} & ${mask})::int4`),
    values: jsonTexts(columns),
  };
}

const jsonTexts = (columns: readonly Shared[]): string =>
  `pg_catalog.to_json(array[${columns.map((column) => `(${valueText(column)})::text`).join(", ")}]::text[])::text`;

const hashOf = (text: string, hashing: Hashing): string =>
  hashing === "fast"
    ? `pg_catalog.hashtextextended(${text} collate "C", 0)`
    : `('x' || pg_catalog.left(pg_catalog.md5(pg_catalog.convert_to(${text}, 'UTF8')), 16))::bit(64)::int8`;

/** Equal answers of two servers mean that they hash alike: an exotic machine may not, nor may other encodings. */
export const probe = `select pg_catalog.concat_ws(' ', pg_catalog.current_setting('server_encoding'),
  pg_catalog.hashtextextended('neon_dba' collate "C", 0), pg_catalog.hashtextextended(pg_catalog.repeat('0123456789', 99) collate "C", 0),
  pg_catalog.hashint8extended(-1234567890123, 0), pg_catalog.hashint8extended(42, 0)) as answer`;
