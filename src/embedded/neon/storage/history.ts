import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HistoryError } from "../engine.ts";
import type { Point } from "../engine.ts";
import { parseLsn } from "./lsn.ts";
import type { Data } from "./store.ts";
import type { SegmentPlace } from "./wal.ts";

/** A copy that is never written to: with the WAL since then, every later moment can be made again. */
export interface Base {
  readonly id: string;
  /** The earliest moment that it leads to. ISO 8601. */
  readonly time: string;
  readonly lsn: string;
  /** Where the WAL begins that its recovery reads. */
  readonly first: SegmentPlace;
}

/** What is known of a data directory beside its files. */
export interface History {
  /** No compute runs on it: a snapshot. It has one base, and no files but that base's WAL. */
  readonly frozen: boolean;
  /** The oldest first; the WAL of the data directory begins with the first one's. */
  readonly bases: readonly Base[];
}

const fileOf = (path: string): string => join(path, "history.json");

export function readHistory({ path }: Pick<Data, "path">): History {
  return JSON.parse(readFileSync(fileOf(path), "utf8")) as History;
}

/** Atomic: a reader finds the old one or this one. */
export function writeHistory({ path }: Pick<Data, "path">, history: History): void {
  const draft = `${fileOf(path)}.new`;
  writeFileSync(draft, JSON.stringify(history), { mode: 0o600, flush: true });
  renameSync(draft, fileOf(path));
}

/** The latest base from which the point can be reached. Throws HistoryError. */
export function baseFor({ bases }: History, at: Point): Base {
  const found = bases.findLast((base) => isBefore(base, at));
  if (found === undefined)
    throw new HistoryError(
      `The history begins at ${bases[0]?.time ?? "no moment"} (LSN ${bases[0]?.lsn ?? "none"}).`,
    );
  return found;
}

/** Whether the base lies before the point, or on it. */
export const isBefore = (base: Base, at: Point): boolean =>
  "time" in at ? new Date(base.time) <= at.time : parseLsn(base.lsn) <= parseLsn(at.lsn);
