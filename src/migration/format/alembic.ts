import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import type { Format, MigrationFile, Part } from "./format.ts";

/** https://alembic.sqlalchemy.org: a chain of revisions. What runs alone is put into an autocommit block. */
export const alembic: Format = {
  id: "alembic",
  folder: "alembic",
  hasDown: true,
  note: "Set `transaction_per_migration=True` in env.py, so that each revision is a transaction of its own.",
  export: ({ parts, existing }) => {
    let previous = headOf(existing);
    return parts.map((part) => {
      const revision = createHash("sha256")
        .update(`${previous ?? ""} ${part.slug} ${part.up.join(";")}`)
        .digest("hex")
        .slice(0, 12);
      const content = moduleOf(part, revision, previous);
      previous = revision;
      return { path: `versions/${revision}_${part.slug.slice(0, 60)}.py`, content };
    });
  },
};

/** The one revision that no other follows. */
function headOf(existing: readonly MigrationFile[]): string | undefined {
  const names = (content: string, variable: string): string[] => {
    const [, value = ""] =
      new RegExp(`^${variable}(?:\\s*:[^=]+)?\\s*=\\s*(\\([^)]*\\)|[^\\n]+)`, "m").exec(content) ??
      [];
    return Array.from(value.matchAll(/["']([^"']+)["']/g), ([, name = ""]) => name);
  };
  const revisions = existing.flatMap(({ content }) => names(content, "revision"));
  const followed = new Set(existing.flatMap(({ content }) => names(content, "down_revision")));
  const heads = revisions.filter((revision) => !followed.has(revision));
  if (heads.length <= 1) return heads[0];
  throw new ToolError(
    "INVALID_INPUT",
    `The Alembic history has ${heads.length} heads.`,
    "Merge them with `alembic merge heads`, then export again.",
  );
}

function moduleOf(part: Part, revision: string, previous: string | undefined): string {
  return `"""${part.purpose.replaceAll(/\s+/g, " ").replaceAll(/["\\]/g, "'")}"""

from alembic import op

revision = "${revision}"
down_revision = ${previous === undefined ? "None" : `"${previous}"`}
branch_labels = None
depends_on = None


def upgrade() -> None:
${body(part, "up")}


def downgrade() -> None:
${body(part, "down")}
`;
}

function body(part: Part, direction: "up" | "down"): string {
  const statements = part[direction];
  if (statements.length === 0) return "    pass";
  const call = (sql: string): string => `op.execute(${literal(sql)})`;
  if (part.transaction[direction])
    return [`set local lock_timeout = '${part.lockTimeoutMs}ms'`, ...statements]
      .map((sql) => `    ${call(sql)}`)
      .join("\n");
  return [
    "    with op.get_context().autocommit_block():",
    ...statements.map((sql) => `        ${call(sql)}`),
  ].join("\n");
}

/** In text that Alembic takes, a colon before a word is a parameter unless it is escaped; two colons are a cast. */
function literal(sql: string): string {
  const text = sql.replaceAll("\\", "\\\\").replaceAll(/(?<![:\w\\]):(?=\w)/g, "\\\\:");
  return `"""${text.replaceAll('"', '\\"')}"""`;
}
