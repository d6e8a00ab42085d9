import { type Chapter, expectText } from "./chapter.ts";

const change = `alter table users add column api_key uuid not null default gen_random_uuid();
create unique index users_api_key on users (api_key);
alter table memberships add constraint memberships_user foreign key (user_id) references users;
alter table users rename column full_name to display_name`;

/** What the running application sends, and goes on sending until its next version is deployed. */
const application = [
  "select id, full_name from users where email = $1",
  "insert into users (email, full_name) values ($1, $2)",
];

/** From DDL that would stop the application to a plan that does not, proven and applied; and back. */
export const migrationChapters: readonly Chapter[] = [
  {
    title: "DDL that would stop the application",
    why: "Each statement is executed on a throw-away copy of the schema, and what it locks, rewrites and reads is measured.",
    async play(call) {
      const linted = await call("lint_migration", { sql: change, target: {} }, { maxLines: 20 });
      expectText(linted, "rename-column");
    },
  },
  {
    title: "The same change, planned, rehearsed and applied",
    why: "Expand, backfill, verify, switch, contract: the application that runs now works until its next version is deployed. The rehearsal is the proof: on a branch with the real rows, forward, back from each phase, and forward again.",
    async play(call, show) {
      const plan = await call(
        "plan_migration",
        { name: "api keys", sql: change, old_statements: application },
        { maxLines: 40 },
      );
      expectText(plan, "EXPAND", "BACKFILL", "CONTRACT", "The old application works");
      const { plan_id } = plan.structured as { plan_id: string };
      const proof = await call("rehearse_migration", { plan_id, on: "branch" });
      expectText(proof, "Passed");

      show.say(
        "A rehearsed plan may be applied to the guarded branch, when a person agrees: the answer to the first call says to what, and holds the token for exactly that.",
      );
      for (const through of ["backfill", "switch"]) {
        const asked = await call("apply_migration", { plan_id, through }, { maxLines: 14 });
        const [, confirm_token = ""] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
        const agreed = { plan_id, through, confirm_token };
        expectText(await call("apply_migration", agreed, { quiet: true }), plan_id);
      }
      const name =
        "select display_name, full_name, api_key is not null as has_key from users limit 1";
      expectText(await call("run_sql", { sql: name }), "true");

      show.say("The new version has a fault. Back to where it began; no row is lost.");
      const asked = await call("rollback_migration", { plan_id }, { quiet: true });
      const [, confirm_token = ""] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
      const back = await call("rollback_migration", { plan_id, confirm_token });
      expectText(back, "The schema is what it was");
      const people = "select count(*) from users where full_name is not null";
      expectText(await call("run_sql", { sql: people }), "[5000]");
    },
  },
];
