import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Place } from "../../initdb.ts";
import type { Installation } from "../../installation.ts";
import type { DataId } from "../engine.ts";

export type Log = (
  level: "info" | "warn",
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** Where data directories lie, and with what and as whom Postgres works on them. */
export interface Store {
  /** `<home>/neon`. */
  readonly root: string;
  readonly home: Home;
  readonly installation: Installation;
  readonly log: Log;
}

/** What belongs to one data directory: a folder that is made as a draft and renamed when it is whole. */
export interface Data {
  readonly path: string;
  /** What Postgres calls its data directory. */
  readonly pgdata: string;
  readonly wal: string;
  /** What Postgres says. */
  readonly log: string;
}

export const dataFolder = ({ root }: Store): string => join(root, "data");
/** Bases are never written to once they are there; the histories of any number of data directories refer to them. */
export const baseFolder = ({ root }: Store): string => join(root, "bases");

export const dataAt = (store: Store, id: DataId): Data => inFolder(join(dataFolder(store), id));

export function inFolder(path: string): Data {
  const pgdata = join(path, "pgdata");
  return { path, pgdata, wal: join(pgdata, "pg_wal"), log: join(path, "log") };
}

/** Throws an Error where there is none: an id that nobody knows. */
export function existingData(store: Store, id: DataId): Data {
  const data = dataAt(store, id);
  if (!existsSync(data.path)) throw new Error(`There is no data directory ${id}.`);
  return data;
}

export const placeOf = ({ installation, home }: Store, { pgdata }: Data): Place => ({
  data: pgdata,
  installation,
  account: home.account,
});

export const newId = (kind: "data" | "base"): string => `${kind}-${randomBytes(6).toString("hex")}`;

export function makeFolders(store: Store): void {
  // The control plane's own: Postgres may pass through, as through the home.
  if (!existsSync(store.root)) mkdirSync(store.root, { recursive: true, mode: 0o711 });
  makeDirectory(store.home, dataFolder(store));
  makeDirectory(store.home, baseFolder(store));
}
