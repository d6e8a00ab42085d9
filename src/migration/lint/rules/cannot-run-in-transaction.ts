import { runsAlone } from "../../../sql/runs-alone.ts";
import { tagged } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";

export const cannotRunInTransaction: LintRule = {
  id: "cannot-run-in-transaction",
  title: "Statement that Postgres refuses in a transaction",
  condition:
    "CONCURRENTLY, VACUUM, ALTER SYSTEM or the like stands in a transaction: of the file, of the tool, or of the string that the tool sends.",
  effect: "The migration fails there (25001).",
  workaround: "Give it a file of its own that the tool runs outside transactions.",
  *check(set) {
    for (const at of set.statements) {
      if (at.transaction === undefined || !runsAlone(at.statement)) continue;
      const [tag = ""] = tagged(at.statement.node) ?? [];
      yield {
        level: "error",
        at,
        object: WORDS[tag] ?? at.statement.text.split(/\s+/, 2).join(" ").toUpperCase(),
        message: `Postgres refuses this statement inside a transaction (25001), and it stands in one. ${WAYS[set.framework ?? ""] ?? "Move it out of BEGIN and COMMIT, into a file of its own."}`,
        evidence: at.error?.sqlstate === "25001" ? "measured" : "rule",
      };
    }
  },
};

const WORDS: Readonly<Record<string, string>> = {
  IndexStmt: "CREATE INDEX CONCURRENTLY",
  DropStmt: "DROP INDEX CONCURRENTLY",
  ReindexStmt: "REINDEX CONCURRENTLY",
  AlterTableStmt: "DETACH PARTITION CONCURRENTLY",
};

/** How each tool is told to run a file outside a transaction. */
const WAYS: Readonly<Record<string, string>> = {
  alembic: "Run it in `with op.get_context().autocommit_block():`.",
  prisma:
    "Make it the only statement of a migration of its own: Prisma sends a file as one string.",
  drizzle:
    "Drizzle runs all pending files in one transaction: put `COMMIT;` before it and `BEGIN;` after it, each in a statement of its own (`--> statement-breakpoint`).",
  "node-pg-migrate":
    "A .sql file cannot leave the transaction: write a .js migration that calls `pgm.noTransaction()`.",
  dbmate: "Make it the only statement of a section that begins `-- migrate:up transaction:false`.",
  flyway:
    "Give it a file of its own, with `executeInTransaction=false` in the .conf file beside it.",
  "golang-migrate": "Make it the only statement of a file: several are sent as one string.",
  diesel:
    "Make it the only statement of a migration whose `metadata.toml` says `run_in_transaction = false`.",
  "graphile-migrate": "Make it the only statement of a migration that begins `--! no-transaction`.",
};
