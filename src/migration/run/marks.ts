import type { Session } from "../../core/session.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readTargetCatalog } from "../catalog.ts";
import { type PlanRow, writeLedger } from "./ledger.ts";

/** Writes down the schema as this call leaves it, and returns it. Of all plans' only the last one is kept whole. */
export async function markCatalog(session: Session, planId: string): Promise<Catalog> {
  const catalog = await readTargetCatalog(session);
  await session.transaction({ access: "read write" }, async () => {
    await session.query("update neon_dba.migration set catalog = null where plan_id <> $1", [
      planId,
    ]);
    await session.query(
      `update neon_dba.migration set fingerprint = $2, fingerprint_at = pg_catalog.clock_timestamp(),
         catalog = $3 where plan_id = $1`,
      [planId, fingerprint(catalog), JSON.stringify(catalog)],
    );
  });
  return catalog;
}

/** `back`: a rollback begins. */
export async function markPhases(
  session: Session,
  planId: string,
  phases: PlanRow["phases"],
  back = false,
): Promise<void> {
  await writeLedger(
    session,
    `update neon_dba.migration set phases = $2, went_back = went_back or $3 where plan_id = $1`,
    [planId, JSON.stringify(phases), back],
  );
}

export async function markBackup(session: Session, planId: string, branch: string): Promise<void> {
  await writeLedger(session, "update neon_dba.migration set backup = $2 where plan_id = $1", [
    planId,
    branch,
  ]);
}
