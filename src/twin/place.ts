import type { Session } from "../core/session.ts";
import type { Sorting } from "../embedded/shadow.ts";
import type { DataDirectory } from "../embedded/twin/relation-file.ts";

/** A throw-away database to build a twin in; disposing of it drops it. */
export interface TwinPlace extends AsyncDisposable {
  readonly directory: DataDirectory;
  /** Postgres ended, or others may drop it. */
  readonly lost: boolean;
  /** As the owner of everything there, who is no superuser. */
  owner(signal: AbortSignal): Promise<Session>;
  /** Runs our constant SQL alone, and nothing that evaluates somebody else's expression: planning does. */
  superuser(signal: AbortSignal): Promise<Session>;
  /** Whether it keeps this process alive. */
  hold(held: boolean): void;
}

export type CreatePlace = (sorting: Sorting, signal: AbortSignal) => Promise<TwinPlace>;
