import type { Tool } from "../src/core/tool.ts";
import { createBranch } from "./branch/create-branch.ts";
import { deleteBranch } from "./branch/delete-branch.ts";
import { listBranches } from "./branch/list-branches.ts";
import { resetBranch } from "./branch/reset-branch.ts";
import { restoreBranch } from "./branch/restore-branch.ts";
import { updateBranch } from "./branch/update-branch.ts";
import { configureCompute } from "./compute/configure-compute.ts";
import { listComputes } from "./compute/list-computes.ts";
import { manageDatabase } from "./compute/manage-database.ts";
import { manageRole } from "./compute/manage-role.ts";
import { configureConnection } from "./connection/configure-connection.ts";
import { testConnection } from "./connection/test-connection.ts";
import { estimateCost } from "./cost/estimate-cost.ts";
import { exportData } from "./data/export-data.ts";
import { importData } from "./data/import-data.ts";
import { verifyData } from "./data/verify-data.ts";
import { checkHealth } from "./health/check-health.ts";
import { endSessions } from "./health/end-sessions.ts";
import { applyMigration } from "./migration/apply-migration.ts";
import { exportMigration } from "./migration/export-migration.ts";
import { lintMigration } from "./migration/lint-migration.ts";
import { migrationStatus } from "./migration/migration-status.ts";
import { planMigration } from "./migration/plan-migration.ts";
import { rehearseMigration } from "./migration/rehearse-migration.ts";
import { rollbackMigration } from "./migration/rollback-migration.ts";
import { createProject } from "./project/create-project.ts";
import { deleteProject } from "./project/delete-project.ts";
import { listProjects } from "./project/list-projects.ts";
import { updateProject } from "./project/update-project.ts";
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
import { manageReplication } from "./snapshot/manage-replication.ts";
import { manageSnapshot } from "./snapshot/manage-snapshot.ts";

/** Every tool, by toolset. Folder, key and README heading are the same word. */
export const toolsets = {
  schema: {
    isDefault: true,
    instructions:
      "First describe_database: exact names and types. New tables: design_schema, whose questions are the user's; faults: review_schema, of rows: check_integrity; before rows go, or a key refuses: explain_delete; ORM code: generate_models.",
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
      "A schema in use: plan_migration (plain DDL; old_statements: what the application sends), rehearse_migration, apply_migration phase by phase, deploying in between; its questions are the user's. Back: rollback_migration; interrupted: migration_status.",
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
      "Values go into params ($1), never into the SQL. What is slow: find_slow_queries, then explain_query; indexes: advise_indexes; a rewrite: compare_queries.",
    tools: [adviseIndexes, compareQueries, explainQuery, findSlowQueries, runSql],
  },
  security: {
    isDefault: true,
    instructions:
      "Tenants or users apart: have the user confirm who may do what; generate_rls, and prove_rls after each change. audit_security: roles, grants, secrets.",
    tools: [auditSecurity, generateRls, proveRls],
  },
  branch: {
    isDefault: true,
    instructions:
      "To try or change anything: create_branch with an expiry, write there. restore_branch undoes; keep_as names the old state.",
    tools: [createBranch, deleteBranch, listBranches, resetBranch, restoreBranch, updateBranch],
  },
  project: {
    isDefault: false,
    instructions: "",
    tools: [createProject, deleteProject, listProjects, updateProject],
  },
  compute: {
    isDefault: false,
    instructions: "A new password is written to the file that you name in manage_role.",
    tools: [configureCompute, listComputes, manageDatabase, manageRole],
  },
  snapshot: {
    isDefault: false,
    instructions: "",
    tools: [manageReplication, manageSnapshot],
  },
  health: {
    isDefault: false,
    instructions: "Trouble now, or a check-up: check_health.",
    tools: [checkHealth, endSessions],
  },
  cost: {
    isDefault: false,
    instructions: "The bill: estimate_cost.",
    tools: [estimateCost],
  },
  connection: {
    isDefault: false,
    instructions:
      "The application's connection: configure_connection; when there is none: test_connection.",
    tools: [configureConnection, testConnection],
  },
  data: {
    isDefault: false,
    instructions: "import_data with dry_run first; verify_data is the proof.",
    tools: [exportData, importData, verifyData],
  },
} as const satisfies Record<
  string,
  { isDefault: boolean; instructions: string; tools: readonly Tool[] }
>;
