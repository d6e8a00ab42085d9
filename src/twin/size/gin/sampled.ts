import type { ColumnStatistics } from "../read/columns.ts";
import type { IndexColumn } from "../read/indexes.ts";
import { jsonKeys, jsonPaths } from "./json.ts";
import type { Keys } from "./keys.ts";
import { trigrams } from "./trigrams.ts";

/** A key of one value: what tells it from others, and the bytes it takes. */
export interface Extracted {
  readonly key: string;
  readonly bytes: number;
  /** What it is one of, where a document has different things: a path. */
  readonly group?: string;
  /** Characters of the value, where it is a text. */
  readonly length?: number;
  /** A whole number. */
  readonly number?: number | undefined;
}

export type Extract = (value: string) => readonly Extracted[];

/** How the operator class takes values apart that ANALYZE does not take apart itself; undefined for others. */
export function extractor({ operators, input }: IndexColumn): Extract | undefined {
  if (operators === "gin_trgm_ops") return trigrams;
  if (operators === "jsonb_ops" && input.name === "jsonb") return jsonKeys;
  if (operators === "jsonb_path_ops") return jsonPaths;
  return undefined;
}

interface Found extends Extracted {
  /** Values of the sample that have it. */
  values: number;
  /** Share of the rows. */
  share: number;
}

/** A key of a most common value is not rare, however few values of the sample have it. */
const NOT_RARE = 3;

/**
 * Keys of the values that the statistics show: most common ones with their frequency, and the histogram's bounds with equal shares of the
 * rest.
 */
export function sampledKeys(
  { frequencies, nullFraction, commonValues, values, width }: ColumnStatistics,
  extract: Extract,
  rows: number,
): Keys[] {
  const common = frequencies.reduce((sum, one) => sum + one, 0);
  const rest = Math.max(0, 1 - nullFraction - common) / Math.max(1, values?.length ?? 0);
  const sample = [
    ...(commonValues ?? []).map((value, at) => ({
      value,
      share: frequencies[at] ?? 0,
      seen: NOT_RARE,
    })),
    ...(values ?? []).map((value) => ({ value, share: rest, seen: 1 })),
  ];
  if (sample.length === 0) return [{ count: rows, rows: 1, bytes: width }];
  const found = new Map<string, Found>();
  for (const { value, share, seen } of sample)
    for (const one of extract(value)) {
      const known = found.get(one.key) ?? { ...one, values: 0, share: 0 };
      known.values += seen;
      known.share += share / (1 - nullFraction);
      found.set(one.key, known);
    }
  const groups = new Map<string, Found[]>();
  for (const one of found.values()) {
    const group = groups.get(one.group ?? "");
    if (group === undefined) groups.set(one.group ?? "", [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap((group) => groupKeys(group, sample.length, rows));
}

function groupKeys(found: readonly Found[], sample: number, rows: number): Keys[] {
  const often = found.filter(({ values }) => values >= NOT_RARE);
  const rare = found.filter(({ values }) => values < NOT_RARE);
  const keys = often.map(({ bytes, share }) => ({
    count: 1,
    rows: Math.max(1, share * rows),
    bytes,
  }));
  if (rare.length === 0) return keys;
  const occurrences = rows * rare.reduce((sum, { share }) => sum + share, 0);
  const bytes = rare.reduce((sum, one) => sum + one.bytes, 0) / rare.length;
  const count = Math.min(
    occurrences,
    whole(found, often.length) ?? chao(rare, { sample, occurrences }),
  );
  return [...keys, { count, rows: occurrences / count, bytes }];
}

/** Of whole numbers, all between the least and the greatest. */
function whole(found: readonly Found[], often: number): number | undefined {
  const numbers = found.flatMap(({ number }) => number ?? []);
  if (numbers.length < found.length) return undefined;
  const range = Math.max(...numbers) - Math.min(...numbers);
  return (range * (numbers.length + 1)) / Math.max(1, numbers.length - 1) - often;
}

/** Texts that are so long and never the same are names of one thing each: hashes, addresses, sentences. */
const LONG_TEXT = 20;

/**
 * How many rare keys there are beyond those seen, from those seen once and twice. Where none is seen twice there are at least as many as
 * make that likely, and at most one for each occurrence: something between for short ones.
 */
function chao(
  rare: readonly Found[],
  { sample, occurrences }: { sample: number; occurrences: number },
): number {
  const twice = rare.filter(({ values }) => values === 2).length;
  const once = rare.length - twice;
  const length = rare.reduce((sum, one) => sum + (one.length ?? 0), 0) / rare.length;
  if (twice === 0 && length >= LONG_TEXT) return occurrences;
  if (twice === 0) return Math.sqrt(Math.max(1, sample ** 2 / 2) * Math.max(1, occurrences));
  return rare.length + (once * (once - 1)) / (2 * (twice + 1));
}
