import type { Effect } from "./effect.ts";

/**
 * Bytes per second of one session, in the cache: `npm run bench effects` on a table of 2 million rows and 169 MB, medians of five runs,
 * rounded down (Postgres 18.4, a virtual machine of 2 cores that also did other work, 2026-11-21). Disks that are slower than that make
 * it slower.
 */
const SPEEDS = {
  /** Of the table, when every row is read and checked: 697 MB/s. */
  scan: 600e6,
  /** Of the table, when every row is written again: 96 MB/s. */
  rewrite: 90e6,
  /** Of the table, when an index is built: 232 MB/s on a number, 137 MB/s on text. */
  build: 130e6,
  /** Of an index whose size is known, when it is built again: 62 to 69 MB/s. */
  rebuild: 60e6,
} as const;

/**
 * How long a statement works, at least 1 ms: what it waits for others is not in it. `bytes` is the size of a relation's own file on the
 * target, by qualified name; undefined where it does not exist there.
 */
export function estimateMs(
  effect: Pick<Effect, "rewrites" | "scans" | "builds">,
  bytes: (relation: string) => number | undefined,
): number {
  const sizes = (relations: readonly string[]): number[] =>
    relations.map((relation) => bytes(relation) ?? 0);
  const { rewrites, scans, builds } = effect;
  // a relation that is not read gets an empty file, as by TRUNCATE
  const written = sizes(rewrites.filter((relation) => scans.includes(relation)));
  const read = sizes(scans.filter((relation) => !rewrites.includes(relation)));
  const indexed = Math.max(0, ...sizes(scans));
  const seconds = [
    ...written.map((size) => size / SPEEDS.rewrite),
    ...read.map((size) => size / SPEEDS.scan),
    ...builds.map((index) => {
      const size = bytes(index);
      return size === undefined ? indexed / SPEEDS.build : size / SPEEDS.rebuild;
    }),
  ];
  return Math.max(1, Math.round(1000 * seconds.reduce((a, b) => a + b, 0)));
}
