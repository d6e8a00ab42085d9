import type { Snapshot } from "../snapshot.ts";
import { keyText } from "./key-text.ts";
import type { Pair } from "./pairs.ts";
import type { Stored } from "../stored.ts";
import { rowTexts, type Hashing, type RowTexts } from "./row-text.ts";
import { piecesOf, type Piece } from "../pieces.ts";
import { rowsOf, sumsOf, valuesOf, type RowMark, type Sums } from "./scan.ts";

/** One row that is not the same on both sides. */
export interface DifferingKey {
  /** `id=5`; of a table without a key the row itself, cut. */
  readonly key: string;
  /** `missing` is on the source only, `extra` on the target only. */
  readonly change: "changed" | "missing" | "extra";
  /** Of a changed row. */
  readonly columns?: readonly string[];
}

export interface RowComparison {
  readonly rowsSource: number;
  readonly rowsTarget: number;
  readonly equal: boolean;
  /** Rows that differ; estimated where not all differing buckets were looked into. */
  readonly differing: number;
  readonly evidence: "measured" | "estimated";
  readonly differingKeys: readonly DifferingKey[];
}

export interface Reading {
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly hashing: Hashing;
  /** Keys that are named. */
  readonly named: number;
  /** Blocks that one statement reads at most. */
  readonly pieceBlocks?: number | undefined;
  /** Told of each piece that was read: its blocks and its rows. */
  readonly done: (weight: number, rows: number) => void;
}

/** Rows of a bucket on the average: what has to be looked at where one of them differs. */
const BUCKET_ROWS = 2_000;
const BUCKETS_MOST = 16_384;
/** Rows of both sides that are brought here to find the ones that differ. */
const LOOKED_AT = 100_000;
/** One bucket alone may have more: equal keys, or equal rows where there is no key. */
const LOOKED_AT_MOST = 1_000_000;

export interface Storage {
  readonly source: Stored;
  readonly target: Stored;
}

/**
 * Compares the rows of a table in two snapshots. Each side reads its table once, in the order in which it is stored, and sums the
 * hashes of the rows in buckets by the hash of their key; only buckets with other sums are read again, row by row. The alternative,
 * ranges of keys, needs one order on both sides, which collations and types do not give, and follows an index through the table.
 */
export async function compareRows(
  pair: Pair,
  stored: Storage,
  reading: Reading,
): Promise<RowComparison> {
  const texts = rowTexts(pair.columns, pair.key, reading.hashing);
  const pieces = {
    source: piecesOf(stored.source, reading.source.leader.version, reading.pieceBlocks),
    target: piecesOf(stored.target, reading.target.leader.version, reading.pieceBlocks),
  };
  const mask = maskFor(stored);
  const [source, target] = await Promise.all([
    sumsOf(reading.source, pieces.source, texts, mask, reading.done),
    sumsOf(reading.target, pieces.target, texts, mask, reading.done),
  ]);
  const [rowsSource, rowsTarget] = [count(source), count(target)];
  const differing = bucketsThatDiffer(source, target);
  if (differing.length === 0)
    return {
      rowsSource,
      rowsTarget,
      equal: true,
      differing: 0,
      evidence: "measured",
      differingKeys: [],
    };
  const looked = affordable(differing, source, target);
  const found = await lookInto(looked, { pair, texts, pieces, mask, reading });
  const all = looked.length === differing.length;
  const share = differing.length / Math.max(looked.length, 1);
  return {
    rowsSource,
    rowsTarget,
    equal: false,
    differing: Math.max(
      Math.round(found.count * share),
      differing.length,
      Math.abs(rowsSource - rowsTarget),
    ),
    evidence: all ? "measured" : "estimated",
    differingKeys: found.keys,
  };
}

/** One less than a power of two, so that it can be had by bits. */
function maskFor({ source, target }: Storage): number {
  const rows = Math.max(
    ...[source, target].map(({ leaves }) =>
      leaves.reduce((all, leaf) => all + Math.max(leaf.rows, leaf.blocks * 50), 0),
    ),
  );
  let buckets = 1;
  while (buckets < BUCKETS_MOST && buckets * BUCKET_ROWS < rows) buckets *= 2;
  return buckets - 1;
}

const count = (sums: Sums): number =>
  Array.from(sums.values()).reduce((all, { rows }) => all + rows, 0);

function bucketsThatDiffer(source: Sums, target: Sums): number[] {
  const buckets = new Set([...source.keys(), ...target.keys()]);
  return [...buckets].filter((bucket) => {
    const [a, b] = [source.get(bucket), target.get(bucket)];
    return a?.rows !== b?.rows || a?.hash !== b?.hash;
  });
}

/** At least one, unless it alone is too much: what is in one bucket cannot be divided further. */
function affordable(buckets: readonly number[], source: Sums, target: Sums): number[] {
  const rows = (bucket: number): number =>
    (source.get(bucket)?.rows ?? 0) + (target.get(bucket)?.rows ?? 0);
  const [first = 0, ...more] = buckets.toSorted((a, b) => rows(a) - rows(b));
  if (rows(first) > LOOKED_AT_MOST) return [];
  let room = LOOKED_AT - rows(first);
  const others = more.filter((bucket) => (room -= rows(bucket)) >= 0);
  return [first, ...others];
}

interface Look {
  readonly pair: Pair;
  readonly texts: RowTexts;
  readonly pieces: { readonly source: readonly Piece[]; readonly target: readonly Piece[] };
  readonly mask: number;
  readonly reading: Reading;
}

async function lookInto(
  buckets: readonly number[],
  { pair, texts, pieces, mask, reading }: Look,
): Promise<{ count: number; keys: DifferingKey[] }> {
  const [ours, theirs] = await Promise.all([
    rowsOf(reading.source, pieces.source, texts, mask, buckets),
    rowsOf(reading.target, pieces.target, texts, mask, buckets),
  ]);
  const couples = unmatched(ours, theirs);
  const named = couples
    .toSorted((a, b) => byKey(a.source ?? a.target, b.source ?? b.target))
    .slice(0, reading.named);
  const [a, b] = await Promise.all([
    valuesOf(
      reading.source,
      named.flatMap(({ source }) => source ?? []),
      texts,
    ),
    valuesOf(
      reading.target,
      named.flatMap(({ target }) => target ?? []),
      texts,
    ),
  ]);
  const keys = named.map(({ source, target }): DifferingKey => {
    const [left, right] = [source && a.shift(), target && b.shift()];
    const key = keyText(pair, source?.key ?? target?.key ?? "[]", left ?? right ?? []);
    if (left === undefined || right === undefined)
      return { key, change: left === undefined ? "extra" : "missing" };
    const columns = pair.columns.filter((_, at) => left[at] !== right[at]).map(({ name }) => name);
    return { key, change: "changed", columns };
  });
  return { count: couples.length, keys };
}

interface Couple {
  readonly source?: RowMark;
  readonly target?: RowMark;
}

/** Rows of one key whose hashes the other side does not have, side by side. A key may be there more than once. */
function unmatched(ours: readonly RowMark[], theirs: readonly RowMark[]): Couple[] {
  const keys = new Map<string, { source: RowMark[]; target: RowMark[] }>();
  const at = (key: string): { source: RowMark[]; target: RowMark[] } => {
    const found = keys.get(key) ?? { source: [], target: [] };
    keys.set(key, found);
    return found;
  };
  for (const row of ours) at(row.key).source.push(row);
  for (const row of theirs) {
    const { source, target } = at(row.key);
    // the last one first: equal rows by the million are then taken in turn
    const same = source.findLastIndex(({ hash }) => hash === row.hash);
    if (same >= 0) source.splice(same, 1);
    else target.push(row);
  }
  return Array.from(keys.values()).flatMap(({ source, target }) =>
    Array.from({ length: Math.max(source.length, target.length) }, (_, index): Couple => {
      const [a, b] = [source[index], target[index]];
      return { ...(a && { source: a }), ...(b && { target: b }) };
    }),
  );
}

/** Numbers by their size, the rest by code unit: whoever reads the list wants it to be the same each time. */
function byKey(a: RowMark | undefined, b: RowMark | undefined): number {
  const [left = "", right = ""] = [a?.key, b?.key];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}
