import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "../../home.ts";
import { wasStartedWith } from "../../process.ts";

/** Where the local Neon listens, and the key to its API: a secret. */
export interface Served {
  readonly pid: number;
  /** `http://127.0.0.1:4444`: API, SQL over HTTP and WebSockets. */
  readonly origin: string;
  readonly apiUrl: string;
  readonly key: string;
  /** Of Postgres over TCP on 127.0.0.1. */
  readonly port: number;
}

/** Why a local Neon could not begin, in the words of a `ToolError`. */
export interface Failure {
  readonly what: string;
  readonly next: string;
  readonly quoted?: string | undefined;
}

/** What the file of a local Neon holds. */
export interface ServingContent {
  readonly pid: number;
  /** Absent while it starts. */
  readonly served?: Served;
  readonly failed?: Failure;
}

/** The file of the newest local Neon, which is the only one. */
export interface Serving extends ServingContent {
  readonly number: number;
  readonly path: string;
  /** It has begun to end: it takes no more work, and whoever comes next has to wait until it is gone. */
  readonly ended: boolean;
  readonly alive: boolean;
}

/** A client that touches the file has this long to connect before the local Neon may end. */
export const HOLD_MS = 2000;

/** Folder of all that belongs to the local Neon. */
export const neonFolder = (home: Home): string => join(home.path, "neon");

/** `serving-N.json`, or `ended-N.json`: N only ever rises, so that a slow starter cannot take an old number for a new one. */
export const servingName = (number: number, ended = false): string =>
  `${ended ? "ended" : "serving"}-${number}.json`;

export function findServing(home: Home): Serving | undefined {
  for (;;) {
    const file = servingFiles(neonFolder(home)).at(-1);
    if (file === undefined) return undefined;
    const content = readServing(file.path);
    // renamed or removed since it was listed
    if (content === undefined) continue;
    return { ...file, ...content, alive: isOurs(home, content.pid) };
  }
}

/** Ids below 1 mean groups of processes. */
const isOurs = (home: Home, pid: number): boolean => pid > 0 && wasStartedWith(pid, home.path);

/** In rising order. */
export function servingFiles(folder: string): Pick<Serving, "number" | "path" | "ended">[] {
  return list(folder)
    .flatMap((name) => {
      const [, word, number] = /^(serving|ended)-(\d+)\.json$/.exec(name) ?? [];
      if (number === undefined) return [];
      return [{ number: Number(number), path: join(folder, name), ended: word === "ended" }];
    })
    .toSorted((a, b) => a.number - b.number);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Files are made whole; one that a power failure left empty belongs to nobody. */
function readServing(path: string): ServingContent | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ServingContent;
  } catch (error) {
    return error instanceof SyntaxError ? { pid: 0 } : undefined;
  }
}

/** Tells the local Neon to stay for `HOLD_MS`. False when its file is gone: it has ended. */
export function hold(path: string): boolean {
  try {
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch {
    return false;
  }
}

/** When the file was last touched, in milliseconds; undefined when it is gone. */
export const heldAt = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs;
