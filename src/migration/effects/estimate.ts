import type { Effect } from "./effect.ts";

/**
 * Bytes per second on one core, in the cache: medians of five runs of `npm run bench effects` on a table of 2 million rows and 186 MB
 * (Postgres 18.4, a virtual machine of 2 cores and 8 GB, 2026-11-21). Disks and other work make it slower.
 */
const SPEEDS = {
  /** Every row read and checked, of the table. */
  scan: 400e6,
  /** Every row written again, of the table. */
  rewrite: 100e6,
  /** An index built, of the table. */
  build: 150e6,
  /** An index built again, of the index. */
  rebuild: 40e6,
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
