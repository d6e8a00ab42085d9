import type { Tool } from "../src/core/tool.ts";
import { createBranch } from "./branch/create-branch.ts";
import { deleteBranch } from "./branch/delete-branch.ts";
import { listBranches } from "./branch/list-branches.ts";
import { resetBranch } from "./branch/reset-branch.ts";
import { restoreBranch } from "./branch/restore-branch.ts";
import { updateBranch } from "./branch/update-branch.ts";
import { applyMigration } from "./migration/apply-migration.ts";
import { exportMigration } from "./migration/export-migration.ts";
import { lintMigration } from "./migration/lint-migration.ts";
import { migrationStatus } from "./migration/migration-status.ts";
import { planMigration } from "./migration/plan-migration.ts";
import { rehearseMigration } from "./migration/rehearse-migration.ts";
import { rollbackMigration } from "./migration/rollback-migration.ts";
import { adviseIndexes } from "./query/advise-indexes.ts";
import { compareQueries } from "./query/compare-queries.ts";
import { explainQuery } from "./query/explain-query.ts";
import { findSlowQueries } from "./query/find-slow-queries.ts";
import { runSql } from "./query/run-sql.ts";
import { describeDatabase } from "./schema/describe-database.ts";

/** Every tool, by toolset. Folder, key and README heading are the same word. */
export const toolsets = {
  schema: {
    isDefault: true,
    instructions:
      "Start with describe_database: names and types are then exact, and its estimated row counts tell which queries will be heavy.",
    tools: [describeDatabase],
  },
  migration: {
    isDefault: true,
    instructions:
      "Change a schema in use by plan_migration (plain DDL; old_statements: what the application sends), rehearse_migration with its plan_id, then apply_migration phase by phase, deploying in between; show the user its questions and what is irreversible. rollback_migration leads back; migration_status says how to go on. For the project's own tool: lint_migration, export_migration.",
    tools: [
      applyMigration,
      exportMigration,
      lintMigration,
      migrationStatus,
      planMigration,
      rehearseMigration,
      rollbackMigration,
    ],
  },
  query: {
    isDefault: true,
    instructions:
      "run_sql takes parameters ($1) for values; never paste values into SQL. A slow query or a large table: explain_query first, with analyze only where running the statement is acceptable; which query is slow: find_slow_queries. Try an index unbuilt (hypothetical_indexes), find the right ones for all queries with advise_indexes, prove a rewrite with compare_queries.",
    tools: [adviseIndexes, compareQueries, explainQuery, findSlowQueries, runSql],
  },
  branch: {
    isDefault: true,
    instructions:
      "To change anything, create_branch first and write there: the default branch and protected ones are guarded. Give a branch that has served its turn an expiry or delete it. restore_branch undoes a mistake. project and branch are names or ids everywhere; keep_as is the name under which the old state stays.",
    tools: [createBranch, deleteBranch, listBranches, resetBranch, restoreBranch, updateBranch],
  },
} as const satisfies Record<
  string,
  { isDefault: boolean; instructions: string; tools: readonly Tool[] }
>;
