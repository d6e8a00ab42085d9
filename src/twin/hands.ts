import type { Session } from "../core/session.ts";
import type { DataDirectory } from "../embedded/twin/relation-file.ts";

/** What works on a twin for one caller. */
export interface Hands {
  readonly directory: DataDirectory;
  /** The caller's, in which statements are planned. */
  readonly session: Session;
  readonly superuser: Session;
  /** Makes indexes, and plans nothing. The planner settings are those of `session`. */
  builder(): Promise<Session>;
}
