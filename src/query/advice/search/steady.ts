import type { Candidate, Configuration } from "../candidate.ts";
import { btree, type Definition } from "../candidates/definition.ts";
import { bySelectivity } from "../candidates/sequences.ts";
import type { TableUse } from "../candidates/use.ts";
import type { Objective } from "../objective.ts";

/** For what an index was taken that the planner puts at more. */
export interface Instead {
  readonly definition: Definition;
  /** The share of the query's cost that the other one would save by the planner's estimate. */
  readonly saves: number;
}

export interface Steadied {
  readonly configuration: Configuration;
  /** By the id of the index that was taken. */
  readonly instead: ReadonlyMap<number, Instead>;
}

/**
 * Both read as many rows where the planner is right, at most in another order: one that lies as the table does, against random pages.
 * That is what `random_page_cost` by `seq_page_cost` is, 4 by default.
 */
const farthest = 4;
/** A query to which it makes no such difference may cost so much more. */
const elsewhere = 1.02;

/**
 * `where user_id = $1 order by created_at limit 20`: an index that begins with the order is read until enough rows have come, and the
 * planner supposes that those of a user lie evenly in it. For a user with few, or none of late, that is the whole index. One that begins
 * with what is compared reads what it returns, whoever it is: it is taken in the place of the other where the planner puts it at little
 * more and no other query needs the other.
 */
export async function preferSteady(
  objective: Objective,
  configuration: Configuration,
  uses: readonly (readonly TableUse[])[],
): Promise<Steadied> {
  let current = configuration;
  const instead = new Map<number, Instead>();
  for (const risky of objective.candidates(configuration)) {
    for (const definition of steadyForms(objective, risky, uses)) {
      const [made] = await objective.whatIf.create([definition]);
      if (made === undefined || current.has(made.id)) continue;
      const next = new Set([...[...current].filter((id) => id !== risky.id), made.id]);
      const saves = objective.fits(next)
        ? await difference(objective, { risky, made, current, next })
        : undefined;
      if (saves === undefined) continue;
      current = next;
      instead.set(made.id, { definition: risky.definition, saves });
      break;
    }
  }
  return { configuration: current, instead };
}

/** With what is compared first, then the order, for each query that the index may be read far for. */
function steadyForms(
  { whatIf }: Objective,
  { definition }: Candidate,
  uses: readonly (readonly TableUse[])[],
): Definition[] {
  const { table, method, keys, include, where } = definition;
  const [first] = keys;
  if (method !== "btree" || where !== undefined || first === undefined) return [];
  return uses.flatMap((ofQuery, at) =>
    ofQuery
      .filter((use) => use.table === table && whatIf.subjects[at]?.limited === true)
      .filter(({ equal }) => equal.length > 0 && !equal.some(({ text }) => text === first.text))
      .flatMap(({ equal, orders }) =>
        orders
          .filter(([leading]) => leading?.text === first.text)
          .map((order) => btree(table, [...bySelectivity(equal), ...order], { include })),
      ),
  );
}

interface Exchange {
  readonly risky: Candidate;
  readonly made: Candidate;
  readonly current: Configuration;
  readonly next: Configuration;
}

/** The largest share that a query would save by the risky one; undefined where the exchange costs too much. */
async function difference(
  objective: Objective,
  { risky, made, current, next }: Exchange,
): Promise<number | undefined> {
  const { whatIf } = objective;
  let saves = 0;
  let taken = false;
  for (const [at, { limited }] of whatIf.subjects.entries()) {
    const before = await whatIf.ask(at, current);
    const after = await whatIf.ask(at, next);
    const gains = limited && before.used.includes(risky.id) && after.used.includes(made.id);
    if (after.cost > before.cost * (gains ? farthest : elsewhere)) return undefined;
    taken ||= gains;
    if (gains) saves = Math.max(saves, 1 - before.cost / after.cost);
  }
  return taken ? saves : undefined;
}
