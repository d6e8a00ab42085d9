import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { differences } from "../../postgres/catalog/differences.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DesignStatement } from "./print/statements.ts";
import type { VerificationQuery } from "./verification.ts";

export interface DesignProof {
  /** The statements ran, the verification queries gave what they should, and both again after the rollback. */
  readonly executed: boolean;
  readonly statements: number;
  readonly rolled_back: boolean;
  /** The catalog after the rollback is the one before, and after the second run that of the first. */
  readonly catalog_equal: boolean;
  /** Major version of the Postgres that did it. */
  readonly postgres: number;
  readonly duration_ms: number;
}

/**
 * Runs the statements on an empty database, or one with stand-ins for what exists already, asks the verification queries, takes everything back, and runs them again; the catalog is
 * compared each time. Throws UNSUPPORTED with what is different: nothing unproven is handed out.
 */
export async function proveDesign(
  session: Session,
  {
    given,
    statements,
  }: { readonly given: readonly string[]; readonly statements: readonly DesignStatement[] },
  verification: readonly VerificationQuery[],
  signal: AbortSignal,
): Promise<{ readonly proof: DesignProof; readonly catalog: Catalog }> {
  const start = performance.now();
  const forth = statements.map(({ sql }) => sql);
  const back = rollbackOf(statements);
  await run(session, given);
  const empty = await readCatalog(session);
  await run(session, forth);
  const made = await readCatalog(session);
  await verify(session, verification);
  signal.throwIfAborted();
  await run(session, back);
  expectSame(empty, await readCatalog(session), "after its rollback");
  signal.throwIfAborted();
  await run(session, forth);
  expectSame(made, await readCatalog(session), "when it is carried out again");
  await verify(session, verification);
  const proof = {
    executed: true,
    statements: forth.length,
    rolled_back: true,
    catalog_equal: true,
    postgres: Math.floor(session.version / 10_000),
    duration_ms: Math.round(performance.now() - start),
  };
  return { proof, catalog: made };
}

/** What undoes the statements, the last one first. */
export const rollbackOf = (statements: readonly DesignStatement[]): string[] =>
  statements.toReversed().flatMap(({ undo }) => undo ?? []);

export async function run(session: Session, statements: readonly string[]): Promise<void> {
  await session.transaction({ access: "read write" }, async () => {
    for (const sql of statements) await session.query(sql);
  });
}

async function verify(session: Session, queries: readonly VerificationQuery[]): Promise<void> {
  for (const { purpose, sql, expect } of queries) {
    const [row] = await session.query(sql);
    const [got] = Object.values(row ?? {});
    if (String(got) !== expect)
      throw unproven(`A verification query gives ${String(got)} instead of ${expect}: ${purpose}`);
  }
}

function expectSame(wanted: Catalog, found: Catalog, when: string): void {
  const [first] = differences(wanted, found);
  if (first !== undefined)
    throw unproven(
      `The schema of the shadow is not what it should be ${when}: ${first.object} ${first.path}.`,
    );
}

const unproven = (what: string): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    what,
    "Report this with the model, and leave out meanwhile what is named.",
  );
