import type { Session } from "../../../core/session.ts";

/** The same database twice: as the owner of everything in it, and as the superuser of the cluster. */
export interface Place {
  readonly owner: Session;
  readonly superuser: Session;
}
