import type { MigrationSet } from "../folder/set.ts";
import { asNode } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";
import { innerStatements } from "./bodies.ts";
import type { Effect } from "../effects/effect.ts";
import { lookUpEffect } from "../effects/look-up.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Execution, Outcome } from "./execute.ts";
import type { LintedSet, LintedStatement } from "./rule.ts";

export interface Circumstances {
  readonly postgres: number;
  /** Rows of the relations that were there before the set. */
  readonly rows: ReadonlyMap<string, number> | undefined;
  /** Tables whose columns and types are guesses. */
  readonly guessed: ReadonlySet<string>;
}

/** What came of it, where that is known; of what was not looked at, nothing did. */
function schemaAfter(outcome: Outcome, next: Outcome | undefined, last: Catalog): Catalog {
  if (!outcome.exact) return outcome.before;
  if (next === undefined) return last;
  return next.exact ? next.before : outcome.before;
}

/** As it was measured; by the rules where it was not executed, or not on what it is for. */
function effectOf(
  { statement }: Draft,
  { before, effect, error }: Outcome,
  postgres: number,
  tables: ReadonlySet<string>,
): Effect | undefined {
  if (effect === undefined)
    return error === undefined ? undefined : lookUpEffect(statement, before, postgres);
  const guessed = effect.locks.some(({ relation }) => tables.has(relation));
  return guessed ? { ...effect, evidence: "rule" } : effect;
}

/** What the rules look at: the statements with what became of them, and those of PL/pgSQL bodies. */
export async function linted(
  set: Pick<MigrationSet, "framework" | "files">,
  drafts: readonly Draft[],
  { outcomes, after, made }: Execution,
  { postgres, rows, guessed }: Circumstances,
): Promise<LintedSet> {
  const statements: LintedStatement[] = [];
  const bodies: LintedStatement[] = [];
  for (const [at, draft] of drafts.entries()) {
    const outcome = outcomes[at];
    if (outcome === undefined) continue;
    const { column: _, ignored: __, ...rest } = draft;
    const effect = effectOf(draft, outcome, postgres, guessed);
    const { exact: ___, ...known } = outcome;
    const statement = {
      ...rest,
      ...known,
      effect,
      after: schemaAfter(outcome, outcomes[at + 1], after),
    };
    statements.push(statement);
    const block = asNode(draft.statement.node, "DoStmt") !== undefined;
    for (const { statement: inner, below } of await innerStatements(draft.statement))
      (block ? statements : bodies).push({
        ...statement,
        statement: inner,
        line: draft.line + below,
        within: block ? "block" : "routine",
        effect: undefined,
        error: undefined,
      });
  }
  return {
    framework: set.framework,
    files: set.files.map(({ path, up }) => ({
      path,
      wrapped: up.some(({ shape }) => shape === "transaction"),
      statements: statements.filter(({ file }) => file === path),
    })),
    statements,
    bodies,
    postgres,
    isNew: (relation, number) => made.isNew(relation, number),
    rows: (relation) => rows?.get(made.firstName(relation) ?? relation),
  };
}
