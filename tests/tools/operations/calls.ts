import { toolsets } from "../../../tools/index.ts";
import type { Tool } from "../../../src/core/tool.ts";

/** Every tool of these toolsets, whatever is added to them. */
export const operations: readonly Tool[] = [
  ...toolsets.project.tools,
  ...toolsets.compute.tools,
  ...toolsets.snapshot.tools,
  ...toolsets.health.tools,
  ...toolsets.cost.tools,
  ...toolsets.connection.tools,
  ...toolsets.data.tools,
];

export const FLAGS = ["--toolsets", "all", "--access", "full"] as const;

export type Sent = readonly [tool: string, args: Record<string, unknown>];

const to = { file: "made.env", variable: "DATABASE_URL", database: "neondb" };

/** A well-formed call of every tool and action. What would change something is refused for a reason of its own, or asks. */
export const calls: readonly Sent[] = [
  ["list_projects", {}],
  ["create_project", { region: "nowhere", compute: { min_cu: 0.25, max_cu: 1 }, history: "6h" }],
  ["update_project", { history: "6h", compute: { max_cu: 1 } }],
  ["delete_project", { project: "local" }],
  ["list_computes", {}],
  ["configure_compute", { action: "resize", min_cu: 1, max_cu: 2, suspend_seconds: 600 }],
  ["configure_compute", { action: "suspend" }],
  ["configure_compute", { action: "start" }],
  ["configure_compute", { action: "restart" }],
  ["configure_compute", { action: "add_replica", min_cu: 0.25, max_cu: 0.25 }],
  ["configure_compute", { action: "remove" }],
  ["manage_database", { action: "list" }],
  ["manage_database", { action: "create", name: "made", owner: "nobody" }],
  ["manage_database", { action: "rename", name: "neondb", new_name: "renamed" }],
  ["manage_database", { action: "set_owner", name: "neondb", owner: "neondb_owner" }],
  ["manage_database", { action: "drop", name: "neondb" }],
  ["manage_role", { action: "list" }],
  ["manage_role", { action: "create", name: "made", via: "sql", to }],
  ["manage_role", { action: "rotate_password", name: "neondb_owner", to }],
  ["manage_role", { action: "rename", name: "neondb_owner", new_name: "renamed" }],
  ["manage_role", { action: "drop", name: "neondb_owner", reassign_to: "neondb_owner" }],
  ["manage_snapshot", { action: "list" }],
  ["manage_snapshot", { action: "create", at: "2020-01-01T00:00:00Z", expires_in: "7d" }],
  ["manage_snapshot", { action: "restore", name: "kept", in_place: true, as: "old" }],
  ["manage_snapshot", { action: "delete", name: "kept" }],
  ["manage_snapshot", { action: "schedule", schedule: [{ every: "daily", hour: 3, keep: "7d" }] }],
  ["manage_replication", { action: "status" }],
  ["manage_replication", { action: "enable" }],
  [
    "manage_replication",
    { action: "create_publication", name: "made", tables: ["notes"], operations: ["insert"] },
  ],
  ["manage_replication", { action: "drop_publication", name: "kept" }],
  ["manage_replication", { action: "create_slot", name: "made" }],
  ["manage_replication", { action: "drop_slot", name: "kept" }],
  [
    "manage_replication",
    { action: "subscribe", name: "made", publication: "kept", url_variable: "OPERATIONS_URL" },
  ],
  ["manage_replication", { action: "refresh_subscription", name: "kept" }],
  ["manage_replication", { action: "drop_subscription", name: "kept" }],
  ["check_health", { areas: ["connections"], slo_ms: 100, alerts: true, target: {} }],
  ["end_sessions", { pids: [2_000_000_000], stop: "session", target: {} }],
  ["estimate_cost", {}],
  [
    "estimate_cost",
    {
      budget: 10,
      workload: { plan: "launch", compute_hours: 730, cu: 0.25, storage_gb: 1, growth_percent: 5 },
    },
  ],
  ["configure_connection", { stack: "node-postgres", runtime: "serverless", target: {} }],
  ["test_connection", { target: {} }],
  ["export_data", { table: "notes", to: { file: "made.csv", part_mb: 1 }, target: {} }],
  ["export_data", { query: "select 1 / 0 as one", to: { file: "made.ndjson" }, format: "ndjson" }],
  [
    "import_data",
    { from: { file: "rows.csv" }, table: "made", dry_run: true, target: {}, options: { skip: [] } },
  ],
  ["import_data", { from: { url_variable: "OPERATIONS_URL" }, dry_run: true }],
  ["verify_data", { source: { url_variable: "OPERATIONS_URL" }, tables: ["notes"], target: {} }],
  ["verify_data", { source: { branch: "main" }, tables: ["notes"] }],
];
