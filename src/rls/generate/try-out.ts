import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { canonicalJson, fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { planDifference } from "../../schema/difference/plan-difference.ts";
import { readSchema } from "../../schema/read-schema.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { Piece } from "./piece.ts";
import type { RoleStatements } from "./roles.ts";

export interface TriedOut {
  /** What the schema lacks of the pieces. */
  readonly needed: readonly Piece[];
  /** Statements that take it back. */
  readonly rollback: readonly string[];
  readonly after: DatabaseSchema;
}

/**
 * Carries the pieces out on a shadow, sees which of them changed something, carries out what takes it back, and then those alone that are
 * needed; the schema is compared each time. It stays as the intent wants it.
 */
export async function tryOut(
  session: Session,
  before: DatabaseSchema,
  pieces: readonly Piece[],
  roles: RoleStatements,
  signal: AbortSignal,
): Promise<TriedOut> {
  await run(session, roles.create);
  await run(session, statementsOf(pieces));
  const after = await readSchema(session);
  const needed = pieces.filter(
    ({ state }) => canonicalJson(state(before.catalog)) !== canonicalJson(state(after.catalog)),
  );
  const rollback = planDifference(after, before).statements.map(({ sql }) => sql);
  const forth = statementsOf(needed);
  signal.throwIfAborted();
  await run(session, rollback);
  await dropRoles(session, roles);
  await expectSame(session, before, "after the rollback");
  signal.throwIfAborted();
  await run(session, roles.create);
  await run(session, forth);
  await expectSame(session, after, "after the statements that are needed");
  return { needed, rollback: [...rollback, ...roles.drop], after };
}

export const statementsOf = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap(({ sql }) => sql);

async function run(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  await session.transaction({ access: "read write" }, async () => {
    for (const sql of statements) await session.query(sql);
  });
}

/** Roles belong to all shadows: one that another uses, or made, stays. */
async function dropRoles(session: Session, { drop }: RoleStatements): Promise<void> {
  for (const sql of drop)
    try {
      await session.query(sql);
    } catch (error) {
      if (!(error instanceof ToolError) || !["2BP01", "42501"].includes(error.sqlstate ?? ""))
        throw error;
    }
}

async function expectSame(session: Session, wanted: DatabaseSchema, when: string): Promise<void> {
  if (fingerprint(await readCatalog(session)) === fingerprint(wanted.catalog)) return;
  throw new ToolError(
    "UNSUPPORTED",
    `The schema of the shadow is not what it should be ${when}, so the statements are not handed out.`,
    "Report this with the schema and the intent; meanwhile write the policies by hand and hold them against the intent with prove_rls.",
  );
}
