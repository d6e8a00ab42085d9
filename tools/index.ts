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
import { auditSecurity } from "./security/audit-security.ts";
import { generateRls } from "./security/generate-rls.ts";
import { proveRls } from "./security/prove-rls.ts";

/** Every tool, by toolset. Folder, key and README heading are the same word. */
export const toolsets = {
  schema: {
    isDefault: true,
    instructions:
      "Start with describe_database: names and types are then exact, and estimated rows tell which queries will be heavy.",
    tools: [describeDatabase],
  },
  migration: {
    isDefault: true,
    instructions:
      "Change a schema in use by plan_migration (plain DDL; old_statements: what the application sends), rehearse_migration, then apply_migration phase by phase, deploying in between; show the user its questions and what is irreversible. rollback_migration leads back; migration_status says how to go on. For the project's own tool: lint_migration, export_migration.",
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
      "Values go into params ($1), never into the SQL. Slow query or large table: explain_query first, analyze only where running it is acceptable; which query is slow: find_slow_queries. An index unbuilt: hypothetical_indexes; the right ones for all queries: advise_indexes; prove a rewrite: compare_queries.",
    tools: [adviseIndexes, compareQueries, explainQuery, findSlowQueries, runSql],
  },
  security: {
    isDefault: true,
    instructions:
      "To keep tenants or users apart, have the user confirm who may do what with whose rows: generate_rls writes the policies, prove_rls proves them, again after each change. audit_security: roles, grants, secrets.",
    tools: [auditSecurity, generateRls, proveRls],
  },
  branch: {
    isDefault: true,
    instructions:
      "To change anything, create_branch first and write there; give it an expiry or delete it afterwards. restore_branch undoes a mistake. project and branch are names or ids; keep_as names the old state.",
    tools: [createBranch, deleteBranch, listBranches, resetBranch, restoreBranch, updateBranch],
  },
} as const satisfies Record<
  string,
  { isDefault: boolean; instructions: string; tools: readonly Tool[] }
>;
