import {
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import type { Home } from "../../home.ts";
import { parseLsn } from "./lsn.ts";

/**
 * A segment's place in the log: its file name without the timeline (16 hexadecimal digits), so that it sorts by LSN, whatever the
 * size of segments is.
 */
export type SegmentPlace = string;

export const placeOfSegment = (file: string): SegmentPlace => file.slice(8);

const SEGMENT = /^[0-9A-F]{24}$/;
const TIMELINE = /^[0-9A-F]{8}\.history$/;

export const segments = (folder: string): string[] =>
  readdirSync(folder).filter((name) => SEGMENT.test(name));

/** The segment in which an LSN lies. All segments are of one size. */
export function segmentAt(folder: string, lsn: string): SegmentPlace {
  const [any = ""] = segments(folder);
  const size = BigInt(statSync(join(folder, any)).size);
  const [number, perFile] = [parseLsn(lsn) / size, 0x1_00_00_00_00n / size];
  const hex = (part: bigint): string => part.toString(16).toUpperCase().padStart(8, "0");
  return hex(number / perFile) + hex(number % perFile);
}

/**
 * Shares the segments from one place to another with a new data directory. They have to be complete: Postgres writes to no segment
 * again that it has left (it recycles none), so one file serves all. Synchronous: nothing is deleted between the look and the link.
 */
export function shareWal(
  home: Home,
  from: string,
  to: string,
  range: { readonly first: SegmentPlace; readonly last: SegmentPlace },
): void {
  for (const name of segments(from)) {
    const place = placeOfSegment(name);
    if (place >= range.first && place <= range.last)
      linkOrCopy(home, join(from, name), join(to, name));
  }
  copyTimelines(home, from, to);
}

/** Copies all segments: of a log that ends in the middle of one, to which the copy will write. */
export function copyWal(home: Home, from: string, to: string): void {
  for (const name of segments(from)) copyOwned(home, join(from, name), join(to, name));
  copyTimelines(home, from, to);
}

/** Deletes the segments before the place, which no history needs any more. */
export function trimWal(folder: string, first: SegmentPlace): void {
  for (const name of segments(folder))
    if (placeOfSegment(name) < first) rmSync(join(folder, name), { force: true });
}

/** An empty folder for WAL. */
export function makeWalFolder({ account }: Home, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

function copyTimelines(home: Home, from: string, to: string): void {
  for (const name of readdirSync(from).filter((file) => TIMELINE.test(file)))
    copyOwned(home, join(from, name), join(to, name));
}

function linkOrCopy(home: Home, from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // a file system without links, or a file with all that it may have
    copyOwned(home, from, to);
  }
}

function copyOwned({ account }: Home, from: string, to: string): void {
  copyFileSync(from, to);
  if (account !== undefined) chownSync(to, account.uid, account.gid);
}
