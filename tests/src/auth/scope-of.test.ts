import { expect, test } from "vitest";
import { judgedTools, scopeOf, type Verdict } from "../../../src/auth/scope-of.ts";
import { toolsets } from "../../../tools/index.ts";

const tools = Object.values(toolsets).flatMap(({ tools: each }) => [...each]);

/** Every tool, with the arguments that decide: what the call needs then. */
const expected: Readonly<Record<string, readonly (readonly [object, Verdict])[]>> = {
  advise_indexes: [
    [{}, "read"],
    [{ measure: "none" }, "read"],
    [{ measure: "branch" }, "write"],
  ],
  apply_migration: [[{ plan_id: "x" }, "by branch"]],
  audit_security: [[{}, "read"]],
  check_health: [[{}, "read"]],
  check_integrity: [[{}, "read"]],
  compare_queries: [[{}, "read"]],
  compare_schemas: [
    [{ from: { branch: "a" }, to: { ddl: "" } }, "read"],
    [{ from: { branch: "a", at: "yesterday" }, to: {} }, "write"],
    [{ from: {}, to: { branch: "a", snapshot: "s" } }, "write"],
  ],
  configure_compute: [[{ action: "suspend" }, "admin"]],
  configure_connection: [[{}, "read"]],
  create_branch: [[{}, "write"]],
  create_project: [[{}, "admin"]],
  delete_branch: [[{ branch: "x" }, "by branch"]],
  delete_project: [[{}, "admin"]],
  describe_database: [[{}, "read"]],
  design_schema: [[{}, "read"]],
  end_sessions: [[{ pids: [1] }, "by branch"]],
  estimate_cost: [[{}, "read"]],
  explain_delete: [[{}, "read"]],
  explain_query: [[{ analyze: true }, "read"]],
  export_data: [[{}, "files"]],
  export_migration: [[{}, "read"]],
  find_slow_queries: [[{}, "read"]],
  generate_models: [[{}, "read"]],
  generate_rls: [[{}, "read"]],
  import_data: [
    [{}, "rows"],
    [{ dry_run: false }, "rows"],
    [{ dry_run: "true" }, "rows"],
    [{ dry_run: true }, "read"],
  ],
  lint_migration: [[{}, "read"]],
  list_branches: [[{}, "read"]],
  list_computes: [[{}, "read"]],
  list_projects: [[{}, "read"]],
  manage_database: [
    [{ action: "list" }, "read"],
    [{ action: "create" }, "by branch"],
    [{ action: "drop" }, "by branch"],
    [{}, "by branch"],
  ],
  manage_replication: [
    [{ action: "status" }, "read"],
    [{ action: "enable" }, "admin"],
    [{ action: "drop_slot" }, "admin"],
  ],
  manage_role: [
    [{ action: "list" }, "read"],
    [{ action: "create" }, "admin"],
    [{ action: "rotate_password" }, "admin"],
  ],
  manage_snapshot: [
    [{ action: "list" }, "read"],
    [{ action: "create" }, "write"],
    [{ action: "restore" }, "write"],
    [{ action: "restore", in_place: false }, "write"],
    [{ action: "restore", in_place: true }, "admin"],
    [{ action: "delete" }, "admin"],
    [{ action: "schedule" }, "admin"],
  ],
  migration_status: [[{}, "read"]],
  plan_migration: [[{}, "read"]],
  prove_rls: [
    [{}, "read"],
    [{ on: "branch" }, "write"],
  ],
  rehearse_migration: [
    [{ on: "shadow" }, "read"],
    [{ on: "branch" }, "write"],
  ],
  reset_branch: [[{}, "by branch"]],
  restore_branch: [[{}, "by branch"]],
  review_schema: [[{}, "read"]],
  rollback_migration: [[{}, "by branch"]],
  run_sql: [
    [{ sql: "drop table t" }, "read"],
    [{ mode: "read" }, "read"],
    [{ mode: "write" }, "rows"],
    [{ mode: ["read"] }, "rows"],
  ],
  test_connection: [[{}, "read"]],
  update_branch: [
    [{ name: "x" }, "by branch"],
    [{ protected: false }, "admin"],
  ],
  update_project: [[{}, "admin"]],
  verify_data: [
    [{ source: { url_variable: "X" } }, "read"],
    [{ source: { branch: "a", at: "1 h ago" } }, "write"],
  ],
};

test("every tool has its verdict", () => {
  expect(Object.keys(expected)).toEqual(tools.map(({ name }) => name).toSorted());
});

test.each(tools)("$name", (tool) => {
  for (const [args, verdict] of expected[tool.name] ?? [])
    expect(scopeOf(tool, { ...args }), JSON.stringify(args)).toBe(verdict);
});

test("whoever adds a tool that changes something decides what it needs", () => {
  const names: readonly string[] = tools.map(({ name }) => name);
  const changing = tools.filter(({ effect }) => effect !== "read").map(({ name }) => name);
  expect(changing.filter((name) => !judgedTools.includes(name))).toEqual([]);
  expect(judgedTools.filter((name) => !names.includes(name))).toEqual([]);
  expect(scopeOf({ name: "new_tool", effect: "write" }, {})).toBe("admin");
});
