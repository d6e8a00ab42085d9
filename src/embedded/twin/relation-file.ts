import {
  closeSync,
  existsSync,
  fchownSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Account } from "../account.ts";

const PAGE = 8192;
/** `RELSEG_SIZE`: a relation is kept in files of 1 GiB. */
const SEGMENT_PAGES = 131_072;
/** `MaxBlockNumber` and one: 32 TiB. */
const MOST_PAGES = 0xff_ff_ff_ff;

/** A data directory on which Postgres runs, and as whom. */
export interface DataDirectory {
  readonly data: string;
  /** Undefined: as ourselves. */
  readonly account: Account | undefined;
}

/**
 * Gives a relation's file this many pages: the planner takes its size from there, each time. What is added is a hole, which takes no
 * disk, and an all-zero page is a valid empty one. `path` is what `pg_relation_filepath` says. A session that has seen a relation of
 * several segments grow smaller has to hear of it (an invalidation, and a statement after it) before it plans again.
 */
export function resizeFile(directory: DataDirectory, path: string, pages: number): void {
  const file = join(directory.data, path);
  const wanted = Math.min(Math.max(0, Math.round(pages)), MOST_PAGES);
  const segments = Math.max(1, Math.ceil(wanted / SEGMENT_PAGES));
  for (let segment = 0; segment < segments; segment += 1) {
    const size = Math.min(wanted - segment * SEGMENT_PAGES, SEGMENT_PAGES) * PAGE;
    resizeSegment(directory, segmentOf(file, segment), size);
  }
  for (let segment = segments; existsSync(segmentOf(file, segment)); segment += 1)
    rmSync(segmentOf(file, segment));
}

/** Has CREATE INDEX find nothing to read, in a session that knows no segment but the first: further ones are not looked for. */
export function emptyFile({ data }: DataDirectory, path: string): void {
  truncateSync(join(data, path), 0);
}

/** Undoes `emptyFile`. */
export function refillFile({ data }: DataDirectory, path: string, pages: number): void {
  truncateSync(join(data, path), Math.min(pages, SEGMENT_PAGES) * PAGE);
}

/** Writes whole pages by block number. None of them may be in Postgres's buffers. */
export function writePages(
  { data }: DataDirectory,
  path: string,
  pages: ReadonlyMap<number, Buffer>,
): void {
  for (const [block, page] of pages) {
    const segment = Math.floor(block / SEGMENT_PAGES);
    const file = openSync(segmentOf(join(data, path), segment), "r+");
    writeSync(file, page, 0, PAGE, (block - segment * SEGMENT_PAGES) * PAGE);
    closeSync(file);
  }
}

/** Gives a relation a visibility map of one page, where it has none. */
export function writeVisibility(directory: DataDirectory, path: string, page: Buffer): void {
  const map = `${path}_vm`;
  resizeSegment(directory, join(directory.data, map), PAGE);
  writePages(directory, map, new Map([[0, page]]));
}

export const readFile = ({ data }: DataDirectory, path: string): Buffer =>
  readFileSync(join(data, path));

const segmentOf = (file: string, segment: number): string =>
  segment === 0 ? file : `${file}.${segment}`;

/** Postgres has the first segment made; further ones are ours to make, and its to read. */
function resizeSegment({ account }: DataDirectory, path: string, size: number): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.size === size) return;
  const file = openSync(path, found === undefined ? "wx" : "r+", 0o600);
  try {
    ftruncateSync(file, size);
    if (found === undefined && account !== undefined) fchownSync(file, account.uid, account.gid);
  } finally {
    closeSync(file);
  }
}
