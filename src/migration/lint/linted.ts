import type { MigrationSet } from "../folder/set.ts";
import { asNode } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";
import { innerStatements } from "./bodies.ts";
import type { Execution } from "./execute.ts";
import type { LintedSet, LintedStatement } from "./rule.ts";

export interface Circumstances {
  readonly postgres: number;
  /** Rows of the relations that were there before the set. */
  readonly rows: ReadonlyMap<string, number> | undefined;
}

/** What the rules look at: the statements with what became of them, and those of PL/pgSQL bodies. */
export async function linted(
  set: Pick<MigrationSet, "framework" | "files">,
  drafts: readonly Draft[],
  { outcomes, after, made }: Execution,
  { postgres, rows }: Circumstances,
): Promise<LintedSet> {
  const statements: LintedStatement[] = [];
  const bodies: LintedStatement[] = [];
  for (const [at, draft] of drafts.entries()) {
    const outcome = outcomes[at];
    if (outcome === undefined) continue;
    const { column: _, ignored: __, ...rest } = draft;
    const statement = { ...rest, ...outcome, after: outcomes[at + 1]?.before ?? after };
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
