import { type Chapter, expectText } from "./chapter.ts";

const branch = "tenants";
const target = { branch };
const members = { select: "member", insert: "member", update: "member" } as const;

/** Members of an organization work on its projects and tasks, admins delete; people change their own comments. */
const intent = {
  context: { kind: "setting", name: "app.user_id", type: "bigint" },
  application_role: "tracker_app",
  members: {
    table: "memberships",
    tenant: "organization_id",
    user: "user_id",
    role: "role",
  },
  tables: [
    {
      table: "projects",
      tenant: "organization_id",
      allow: { ...members, delete: { member_role: ["owner", "admin"] } },
    },
    {
      table: "tasks",
      tenant: "organization_id",
      allow: { ...members, delete: { member_role: ["owner", "admin"] } },
    },
    {
      table: "comments",
      parent: { column: "task_id", table: "tasks" },
      owner: "author_id",
      allow: { select: "member", insert: "owner", update: "owner", delete: "owner" },
    },
  ],
};

/** Policies from what people mean, proven; and a view, made with the best intentions, that goes round them. */
export const securityChapter: Chapter = {
  title: "Tenants kept apart, and proof of it",
  why: "Policies are written from who may do what with whose rows, and tried: two tenants, their users, an outsider, no context; every verb, as the application's role; then each policy weakened, to see that somebody would notice.",
  async play(call, show) {
    await call("create_branch", { name: branch, expires_in: "2h" }, { quiet: true });
    const made = await call("generate_rls", { intent, target }, { maxLines: 30 });
    expectText(made, "policies on", "Proven");
    const { sql } = made.structured as { sql: string };
    const asked = await call("run_sql", { sql, mode: "write", target }, { quiet: true });
    const [, confirm_token = ""] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
    const agreed = { sql, mode: "write", target, confirm_token };
    expectText(await call("run_sql", agreed, { quiet: true }), "CREATE POLICY");

    show.say("A report for everybody. Views run with the rights of their owner.");
    const view =
      "create view open_tasks as select * from tasks where status <> 'done'; grant select on open_tasks to tracker_app";
    await call("run_sql", { sql: view, mode: "write", target }, { maxLines: 4 });
    expectText(
      await call("prove_rls", { intent, target }, { maxLines: 12 }),
      "Not proven",
      "security_invoker",
    );
    expectText(await call("audit_security", { target }, { maxLines: 16 }), "open_tasks");
    await call("delete_branch", { branch }, { quiet: true });
  },
};
