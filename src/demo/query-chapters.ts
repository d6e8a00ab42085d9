import { type Chapter, expectText } from "./chapter.ts";

const listEndpoint = `select id, title, due_at
from tasks
where organization_id = 7 and status = 'todo'
order by due_at
limit 20`;

/** What the application asks, and what it writes, each with how often. */
const workload = [
  {
    sql: "select id, title, due_at from tasks where organization_id = $1 and status = 'todo' order by due_at limit 20",
    weight: 500,
  },
  { sql: "select * from tasks where assignee_id = $1 and status <> 'done'", weight: 200 },
  {
    sql: "select verb, count(*) from activity where organization_id = $1 and created_at >= $2 group by verb",
    weight: 20,
  },
  { sql: "select * from activity where detail @> '{\"n\": 4711}'", weight: 5 },
  {
    sql: "insert into comments (task_id, author_id, body) values ($1, $2, $3)",
    weight: 300,
  },
];

/** From a slow endpoint to an index that is known to help, and a rewrite that is known not to. */
export const queryChapters: readonly Chapter[] = [
  {
    title: "What is slow in the application?",
    why: "It shows a list of tasks and then asks for the comments of each. pg_stat_statements gives it away.",
    async play(call) {
      for (const organization_id of [1, 7, 42, 99]) {
        const sql = listEndpoint.replace("= 7", "= $1");
        const list = await call("run_sql", { sql, params: [organization_id] }, { quiet: true });
        const [page] = list.structured["results"] as { rows: [id: number][] }[];
        for (const [id] of page?.rows ?? [])
          await call(
            "run_sql",
            { sql: "select body from comments where task_id = $1", params: [id] },
            { quiet: true },
          );
      }
      const slow = await call("find_slow_queries", { order: "calls", limit: 2 }, { maxLines: 24 });
      expectText(slow, "selectinload");
    },
  },
  {
    title: "Why is the task list slow?",
    why: "The plan as Postgres ran it, and what is wrong with it, each finding with its evidence and the statement that mends it.",
    async play(call) {
      expectText(
        await call("explain_query", { sql: listEndpoint, analyze: true }),
        "selective-scan-without-index",
      );
    },
  },
  {
    title: "An index that is not there yet, on a table a hundred times as large",
    why: "The planner twin has the schema and the statistics of the database and none of its rows: an index is tried without being built, and growth costs nothing.",
    async play(call) {
      const hypothetical_indexes = ["create index on tasks (organization_id, status, due_at)"];
      const tried = await call("explain_query", {
        sql: listEndpoint,
        hypothetical_indexes,
        at_scale: 100,
      });
      expectText(tried, "1 of 1 used", "At 100 times the rows");
    },
  },
  {
    title: "Which indexes does the application need?",
    why: "All its queries together, with what its writes pay, in 40 MB. What Postgres would not use is not advised.",
    async play(call) {
      const advice = await call(
        "advise_indexes",
        { queries: workload, budget_bytes: 40_000_000 },
        { maxLines: 30 },
      );
      expectText(advice, "create index", "organization_id");
    },
  },
  {
    title: "A rewrite that looks right",
    why: "A join instead of EXISTS, and no row differs today. Small databases made to tell the two apart find the one that does.",
    async play(call) {
      const compared = await call("compare_queries", {
        original:
          "select u.email from users u where exists (select from comments c where c.author_id = u.id and c.task_id = 4242)",
        rewritten:
          "select u.email from users u join comments c on c.author_id = u.id where c.task_id = 4242",
      });
      expectText(compared, "different");
    },
  },
];
