import type { Step } from "../../../../src/core/migration.ts";

/** A step as a planner makes it, from its SQL. */
export function step(id: string, sql: string, more: Partial<Step> = {}): Step {
  return {
    id,
    purpose: id,
    sql,
    rollback: null,
    connection: "direct",
    transaction: !/concurrently/i.test(sql),
    locks: [],
    rewrites: false,
    scans: false,
    estimated_ms: 1,
    evidence: "rule",
    ...more,
  };
}

/** `tasks.big` becomes `upper(tasks.title)`, by the key `id`. */
export function backfillStep(id: string, size: number, pause = 0): Step {
  const sql = `with batch as (
      select id from public.tasks where $1::int is null or id > $1::int order by id limit $2::int
    ), changed as (
      update public.tasks t set big = upper(title) from batch
      where t.id = batch.id and t.big is distinct from upper(title) returning 1
    )
    select case when count(*) = $2::int then max(id) end::text as k1, count(*) as rows,
      (select count(*) from changed) as changed from batch`;
  return step(id, sql, {
    batch: { table: "public.tasks", key: ["id"], size, pause_ms: pause },
  });
}
