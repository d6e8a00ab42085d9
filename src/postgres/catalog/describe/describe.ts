import type { Session } from "../../../core/session.ts";
import { printingPlainly } from "../plain-printing.ts";
import { decodePlace, encodePlace } from "./cursor.ts";
import { describePage } from "./describe-page.ts";
import { keyOf } from "./inventory.ts";
import type { Level } from "./level.ts";
import { avoidingLocks } from "./locked.ts";
import type { Overview } from "./overview.ts";
import type { Item } from "./shape.ts";

export interface DescribeRequest {
  readonly detail: "names" | "summary" | "full";
  readonly schemas?: readonly string[] | undefined;
  readonly objects?: readonly string[] | undefined;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface Description {
  /** Null on pages after the first. */
  readonly overview: Overview | null;
  /** At which level objects are described; below `detail` where all of them would not fit otherwise. */
  readonly level: Level;
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
}

const LOCK_MS = 1_000;
const STATEMENT_MS = 30_000;

/** One page of what the database holds. Throws NOT_FOUND with the nearest names, and INVALID_INPUT for a foreign cursor. */
export async function describe(session: Session, request: DescribeRequest): Promise<Description> {
  const { detail, schemas, objects, search, cursor } = request;
  const bound = [detail, schemas ?? [], objects ?? [], search ?? "", session.target];
  const place = cursor === undefined ? null : decodePlace(cursor, bound);
  return avoidingLocks(session, (locked) =>
    session.transaction(
      {
        access: "read only",
        isolation: "repeatable read",
        lockTimeoutMs: LOCK_MS,
        statementTimeoutMs: STATEMENT_MS,
      },
      () =>
        printingPlainly(session, async () => {
          const page = await describePage(session, request, place, locked);
          const last = page.entries.at(-1);
          const after = page.more && last !== undefined ? keyOf(last) : undefined;
          return {
            overview: page.overview,
            level: page.level,
            items: page.items,
            nextCursor: after && encodePlace({ level: page.level, after }, bound),
          };
        }),
    ),
  );
}
