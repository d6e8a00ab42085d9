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
import { checkIntegrity } from "./schema/check-integrity.ts";
import { compareSchemas } from "./schema/compare-schemas.ts";
import { describeDatabase } from "./schema/describe-database.ts";
import { designSchema } from "./schema/design-schema.ts";
import { explainDelete } from "./schema/explain-delete.ts";
import { generateModels } from "./schema/generate-models.ts";
import { reviewSchema } from "./schema/review-schema.ts";
import { auditSecurity } from "./security/audit-security.ts";
import { generateRls } from "./security/generate-rls.ts";
import { proveRls } from "./security/prove-rls.ts";

/** Every tool, by toolset. Folder, key and README heading are the same word. */
export const toolsets = {
  schema: {
    isDefault: true,
    instructions:
      "Start with describe_database: exact names and types, estimated rows. New tables: design_schema, whose questions are the user's; its faults: review_schema, of its rows: check_integrity; before rows go, or a key refuses: explain_delete; ORM code: generate_models.",
    tools: [
      checkIntegrity,
      compareSchemas,
      describeDatabase,
      designSchema,
      explainDelete,
      generateModels,
      reviewSchema,
    ],
  },
  migration: {
    isDefault: true,
    instructions:
      "A schema in use: plan_migration (plain DDL; old_statements: what the application sends), rehearse_migration, apply_migration phase by phase, deploying in between; show the user its questions and what is irreversible. Back: rollback_migration; interrupted: migration_status. For the project's own tool: lint_migration, export_migration.",
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
      "Values go into params ($1), never into the SQL. Slow query or large table: explain_query first, analyze where running it is acceptable; which is slow: find_slow_queries. An index unbuilt: hypothetical_indexes; for all queries: advise_indexes; a rewrite: compare_queries.",
    tools: [adviseIndexes, compareQueries, explainQuery, findSlowQueries, runSql],
  },
  security: {
    isDefault: true,
    instructions:
      "Tenants or users apart: have the user confirm who may do what with whose rows; generate_rls writes policies, prove_rls proves them, after each change too. audit_security: roles, grants, secrets.",
    tools: [auditSecurity, generateRls, proveRls],
  },
  branch: {
    isDefault: true,
    instructions:
      "To change anything, create_branch first, with an expiry, and write there. restore_branch undoes a mistake; keep_as names the old state.",
    tools: [createBranch, deleteBranch, listBranches, resetBranch, restoreBranch, updateBranch],
  },
} as const satisfies Record<
  string,
  { isDefault: boolean; instructions: string; tools: readonly Tool[] }
>;
