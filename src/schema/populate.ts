import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import type { View } from "../postgres/catalog/model/table.ts";
import { nameOf } from "./text.ts";

/** Materialized views are copied without rows; what works on the original's works on those that were refreshed. */
export async function populate(session: Session, { views }: Catalog): Promise<void> {
  let left = views.filter(({ kind, populated }) => kind === "materialized view" && populated);
  for (let before = left.length + 1; left.length < before;) {
    before = left.length;
    const empty: View[] = [];
    for (const view of left) if (!(await refresh(session, view))) empty.push(view);
    left = empty;
  }
}

/** Fails where it reads another one that is not there yet. */
async function refresh(session: Session, view: View): Promise<boolean> {
  try {
    await session.query(`refresh materialized view ${nameOf(view)}`);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return false;
    throw error;
  }
}
