import { branchChapter } from "./branch-chapter.ts";
import { type Chapter, expectText } from "./chapter.ts";
import { migrationChapters } from "./migration-chapters.ts";
import { operationsChapters } from "./operations-chapters.ts";
import { queryChapters } from "./query-chapters.ts";
import { schemaChapters } from "./schema-chapters.ts";
import { securityChapter } from "./security-chapter.ts";

/** `folder`: where the demo may write files. */
export const chaptersIn = (folder: string): readonly Chapter[] => [
  {
    title: "What is in this database?",
    why: "Names and types exactly as Postgres has them, with estimated rows: short enough for a model's context.",
    async play(call) {
      expectText(await call("describe_database", {}, { maxLines: 24 }), "tasks", "organizations");
    },
  },
  {
    title: "A question",
    why: "Values travel as parameters. The transaction is READ ONLY in Postgres itself; rows come through a portal, so a table of any size is safe to ask.",
    async play(call) {
      const sql = `select o.name, count(*) filter (where t.status <> 'done') as open, count(*) as total
from organizations o join tasks t on t.organization_id = o.id
where o.plan = $1
group by o.name order by open desc limit 3`;
      expectText(await call("run_sql", { sql, params: ["team"] }), "Organization");
    },
  },
  ...schemaChapters,
  ...queryChapters,
  {
    title: "A write on the guarded branch",
    why: "An agent does not write to the default branch. The refusal says what to do instead.",
    async play(call) {
      const sql = "update tasks set status = 'done' where organization_id = 7";
      expectText(await call("run_sql", { sql, mode: "write" }), "GUARDED_BRANCH");
    },
  },
  branchChapter,
  ...migrationChapters,
  securityChapter,
  ...operationsChapters(folder),
  {
    title: "Attacks",
    why: "What has broken other servers: a stacked statement, a function that reads files, a writing CTE, a program started through COPY.",
    async play(call) {
      const attacks = [
        "commit; drop table users",
        "select pg_read_file('/etc/passwd')",
        "with gone as (delete from users returning id) select count(*) from gone",
        "copy (select 1) to program 'touch /tmp/owned'",
      ];
      for (const sql of attacks) {
        const answer = await call("run_sql", { sql }, { maxLines: 4 });
        if (!answer.isError) throw new Error(`This should have been refused: ${sql}`);
      }
      const { structured } = await call(
        "run_sql",
        { sql: "select count(*) from users" },
        { quiet: true },
      );
      if (!JSON.stringify(structured).includes("5000"))
        throw new Error("The users are not all there any more.");
    },
  },
  {
    title: "A row that talks to the model",
    why: "Somebody wrote instructions into a comment. They arrive between marks that are made for this answer alone, so the text cannot close them.",
    async play(call) {
      const sql =
        "select author_id, body from comments where task_id = 42 order by id desc limit 1";
      expectText(await call("run_sql", { sql }), "<untrusted-", "IGNORE ALL PREVIOUS");
    },
  },
];
