import type { Plan, Step } from "../../core/migration.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { partsOf as transactionsOf } from "../run/parts.ts";
import type { Part } from "./format.ts";

/**
 * The steps of a plan for tools that know files alone. Each transaction is a part: one around two steps would hold the locks of both
 * for as long as both take.
 */
export async function partsOf(plan: Plan): Promise<Part[]> {
  const steps = plan.phases.flatMap((phase) => phase.steps);
  return (await Promise.all(steps.map((step) => partsOfStep(plan, step)))).flat();
}

interface Direction {
  readonly statements: readonly string[];
  readonly transaction: boolean;
}

async function partsOfStep(plan: Plan, step: Step): Promise<Part[]> {
  const up =
    step.batch === undefined
      ? await split(step.sql, step.transaction)
      : [{ statements: [loopOf(step, step.batch.key.length)], transaction: false }];
  // downs run from the last part to the first
  const down =
    step.irreversible === true
      ? [{ statements: [refusalOf(step)], transaction: true }]
      : (await split(step.rollback ?? "", true)).toReversed();
  return Array.from({ length: Math.max(up.length, down.length) }, (_, index): Part => {
    const forward = up[index] ?? NOTHING;
    const back = down[index] ?? NOTHING;
    const id = index === 0 ? step.id : `${step.id}.${index + 1}`;
    return {
      id,
      slug: slugOf(`${plan.name} ${id}`),
      purpose: step.purpose,
      up: forward.statements,
      down: back.statements,
      transaction: { up: forward.transaction, down: back.transaction },
      lockTimeoutMs: plan.lock_timeout_ms,
    };
  });
}

const NOTHING: Direction = { statements: [], transaction: false };

/** Stops whoever runs rollbacks, instead of pretending. */
const refusalOf = ({ id }: Step): string =>
  `do $$ begin raise exception '${id} cannot be undone: restore from a backup'; end $$`;

async function split(sql: string, together: boolean): Promise<Direction[]> {
  if (sql.trim() === "") return [];
  return (await transactionsOf(sql, together)).map(({ statements, alone }) => ({
    statements: statements.map(({ text }) => text),
    transaction: !alone,
  }));
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
  const body = `
declare
  batch record;
  ${names.map((name) => `${name} text;`).join(" ")}
begin
  loop
    execute ${quoteLiteral(sql)} into batch using ${[...names, batch?.size ?? 0].join(", ")};
    commit;
    exit when batch.k1 is null;
    ${names.map((name) => `${name} := batch.${name};`).join(" ")}
    perform pg_catalog.pg_sleep(${(batch?.pause_ms ?? 0) / 1000});
  end loop;
end`;
  return `do ${quoteLiteral(body)}`;
}
