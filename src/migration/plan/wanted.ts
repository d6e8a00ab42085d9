import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Question } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { planDifference } from "../../schema/difference/plan-difference.ts";
import { readSchema } from "../../schema/read-schema.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { parseScript } from "../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import type { Copies } from "./copies.ts";
import type { Hints } from "./recipe.ts";
import { unquotedParts } from "./rows.ts";

export interface Naive {
  /** DDL that leads to the wanted schema on an idle database; empty where there is nothing to do. */
  readonly sql: string;
  readonly questions: readonly Question[];
  readonly findings: readonly Finding[];
}

/** The script that makes the target's schema the one that a text of DDL describes as a whole. */
export async function scriptFor(
  wantedDdl: string,
  now: DatabaseSchema,
  hints: Hints,
  copies: Copies,
): Promise<Naive> {
  await using empty = await copies.empty();
  await load(empty.session, wantedDdl);
  const wanted = await readSchema(empty.session);
  const renames = renameStatements(hints.renames, now);
  const from = renames.length === 0 ? now : await renamed(renames, copies);
  const { statements, refused } = planDifference(from, wanted, { using: hints.using });
  // What an application's own schema does not speak of is Neon's, or the operator's.
  const kept = statements.filter(({ sql }) => sql.startsWith("DROP EXTENSION "));
  const made = statements.filter((statement) => !kept.includes(statement));
  return {
    sql: [...renames, ...made.map(({ sql }) => sql)].join(";\n"),
    questions: refused.map(({ object, reason, hint }) => ({
      about: object,
      question: `${object}: ${reason}`,
      options: [],
      hint: hint ?? "Change target_schema, or write the change as sql",
    })),
    findings: kept.map(({ object }) => ({
      rule: "extension-kept",
      level: "info",
      object,
      message: `\`${object}\` is not in target_schema and stays: write DROP EXTENSION as sql to be rid of it.`,
      evidence: "rule",
      key: `extension-kept:${object}`,
    })),
  };
}

/** Settings are the loading session's own, and transactions are of no matter. */
async function load(session: Session, ddl: string): Promise<void> {
  for (const { text, node, index } of await parseScript(ddl)) {
    if ("TransactionStmt" in node) continue;
    try {
      await session.execute(text, [], { maxRows: 1, maxBytes: 10_000, complete: true });
    } catch (error) {
      if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
      const { code, message, next, sqlstate, quoted } = error;
      throw new ToolError(
        code,
        `Statement ${index + 1} of target_schema fails on an empty database: ${message}`,
        next,
        { cause: error, sqlstate, ...(quoted === undefined ? {} : { quoted }) },
      );
    }
  }
}

/** `"public.tasks.title": "name"` is a column, `"public.tasks": "jobs"` a table. */
function renameStatements(renames: Hints["renames"], { catalog }: DatabaseSchema): string[] {
  return Object.entries(renames).map(([name, to]) => {
    const [schema = "", table = "", column] = unquotedParts(name);
    const relation = `ALTER TABLE ${qualified(schema, table)} RENAME`;
    const found = catalog.tables.find((item) => item.schema === schema && item.name === table);
    const known = found?.columns.some((item) => column === undefined || item.name === column);
    if (known !== true)
      throw new ToolError(
        "INVALID_INPUT",
        `\`hints.renames\` speaks of \`${name}\`, which is not there.`,
        'Write "schema.table" or "schema.table.column" as they are now; describe_database lists them.',
      );
    return column === undefined
      ? `${relation} TO ${quoteIdentifier(to)}`
      : `${relation} COLUMN ${quoteIdentifier(column)} TO ${quoteIdentifier(to)}`;
  });
}

async function renamed(renames: readonly string[], copies: Copies): Promise<DatabaseSchema> {
  await using copy = await copies.open();
  for (const sql of renames) await copy.shadow.session.query(sql);
  return readSchema(copy.shadow.session);
}
