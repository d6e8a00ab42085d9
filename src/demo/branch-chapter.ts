import { type Chapter, expectText } from "./chapter.ts";

const branch = "reminders";
const target = { branch };

/** A working day on a branch: change, look at the parent, start over, make a mistake, undo it, clean up. */
export const branchChapter: Chapter = {
  title: "A branch to work on",
  why: "The same tools, on a copy. It is made while the parent is in use, and it deletes itself when it is forgotten.",
  async play(call, show) {
    expectText(await call("create_branch", { name: branch, expires_in: "2h" }), "Created branch");
    const change =
      "alter table tasks add column remind_at timestamptz; update tasks set remind_at = due_at - interval '1 day' where due_at is not null";
    expectText(await call("run_sql", { sql: change, mode: "write", target }), "200000 rows");

    show.say(
      "The parent knows nothing of it. What would bring it there, and back, was executed on shadows of both.",
    );
    const compared = await call("compare_schemas", { from: { branch: "main" }, to: target });
    expectText(compared, "Proven", "ADD COLUMN remind_at");

    show.say("Start over: back to the parent's present.");
    expectText(await call("reset_branch", { branch }), "is as main is now");
    const columns =
      "select count(*) as columns from information_schema.columns where table_name = 'tasks' and column_name = 'remind_at'";
    expectText(await call("run_sql", { sql: columns, target }, { quiet: true }), "[0]");

    show.say(
      "A mistake: the condition that was forgotten. The branch goes back to the moment before it.",
    );
    const before = new Date().toISOString();
    const mistake = "update tasks set title = 'Test task' where id > 0";
    expectText(await call("run_sql", { sql: mistake, mode: "write", target }), "300000 rows");
    const restored = await call("restore_branch", { branch, at: before });
    expectText(restored, "Restored branch");
    const damaged = "select count(*) as damaged from tasks where title = 'Test task'";
    expectText(await call("run_sql", { sql: damaged, target }), "[0]");

    show.say("What it was is still there, as a branch of its own, until nobody needs it.");
    const { name: kept } = restored.structured["kept"] as { name: string };
    const there = { sql: damaged, target: { branch: kept } };
    expectText(await call("run_sql", there, { quiet: true }), "[300000]");
    for (const each of [kept, branch])
      expectText(await call("delete_branch", { branch: each }), "Deleted");
    expectText(await call("list_branches", {}), "1 branch");
  },
};
