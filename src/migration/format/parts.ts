import type { Plan, Step } from "../../core/migration.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import type { Part } from "./format.ts";

/**
 * The steps of a plan for tools that know files alone: one part for each, because a transaction around two steps holds the locks of
 * both for as long as both take.
 */
export async function partsOf(plan: Plan): Promise<Part[]> {
  const steps = plan.phases.flatMap((phase) => phase.steps);
  return Promise.all(
    steps.map(async (step): Promise<Part> => {
      const up =
        step.batch === undefined
          ? await split(step.sql)
          : { statements: [loopOf(step, step.batch.key.length)], transaction: false };
      const down = await split(step.rollback ?? "");
      return {
        id: step.id,
        slug: slugOf(`${plan.name} ${step.id}`),
        purpose: step.purpose,
        up: up.statements,
        down: down.statements,
        transaction: { up: up.transaction, down: down.transaction },
        lockTimeoutMs: plan.lock_timeout_ms,
      };
    }),
  );
}

async function split(sql: string): Promise<{ statements: string[]; transaction: boolean }> {
  if (sql.trim() === "") return { statements: [], transaction: false };
  const statements = await parseScript(sql);
  return {
    statements: statements.map(({ text }) => text),
    transaction: !statements.some((statement) => runsAlone(statement)),
  };
}

export const slugOf = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 100);

/** A backfill as one statement that commits after each batch: it runs alone, and starts from the beginning when it is run again. */
function loopOf({ sql, batch }: Step, keys: number): string {
  const names = Array.from({ length: keys }, (_, index) => `k${index + 1}`);
  const size = batch?.size ?? 0;
  const body = `
declare
  batch record;
  ${names.map((name) => `${name} text;`).join(" ")}
begin
  loop
    execute ${quoteLiteral(sql)} into batch using ${[...names, size].join(", ")};
    commit;
    exit when batch.k1 is null or batch.rows < ${size};
    ${names.map((name) => `${name} := batch.${name};`).join(" ")}
    perform pg_catalog.pg_sleep(${(batch?.pause_ms ?? 0) / 1000});
  end loop;
end`;
  return `do ${quoteLiteral(body)}`;
}
