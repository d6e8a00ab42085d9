import type { Session } from "../../core/session.ts";
import { readSchemaHere } from "../read-schema.ts";
import type { DatabaseSchema } from "../read-schema.ts";
import { followRenames } from "./follow-renames.ts";
import { planDifference } from "./plan-difference.ts";
import type { DifferenceOptions, SchemaDifference } from "./plan-difference.ts";
import { renameStatements } from "./renames.ts";
import type { Renames } from "./renames.ts";

/**
 * The same from what the session's database is, a shadow or a copy. Renames come first, those that are given and those of constraints,
 * indexes and sequences that are the same but for their names: they are tried in a transaction that is rolled back, so that Postgres
 * says what everything that speaks of the names is afterwards.
 */
export async function planDifferenceHere(
  session: Session,
  b: DatabaseSchema,
  options: DifferenceOptions & {
    readonly renames?: Renames;
    /** `server_version_num` where the statements are to run; that of the session by default. */
    readonly version?: number | undefined;
  } = {},
): Promise<SchemaDifference> {
  const { renames = {}, version, ...others } = options;
  return session.transaction({ access: "read write", rollback: true }, async () => {
    let a = await readSchemaHere(session);
    const first = renameStatements(a.catalog, renames);
    for (const { sql } of first) await session.query(sql);
    if (first.length > 0) a = await readSchemaHere(session);
    const next = followRenames(a.catalog, b.catalog);
    for (const { sql } of next) await session.query(sql);
    if (next.length > 0) a = await readSchemaHere(session);
    if (version !== undefined) a = { ...a, catalog: { ...a.catalog, version } };
    const plan = planDifference(a, b, others);
    return { ...plan, statements: [...first, ...next, ...plan.statements] };
  });
}
