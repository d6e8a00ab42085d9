import { ToolError } from "../../core/errors.ts";
import type { PhaseName } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { StepRow } from "./ledger.ts";
import { BEGINNING, type Direction, type Journal, type Position } from "./step-run.ts";
import { TURN } from "./turn.ts";

/** Which step of which plan it is about, and what the ledger says of it now. */
export interface Entry {
  readonly planId: string;
  readonly phase: PhaseName;
  readonly step: string;
  readonly row: StepRow | undefined;
}

/** Writes a step into the ledger in the step's own transactions. */
export function journalOf(entry: Entry, direction: Direction): Journal {
  const { planId, step, phase, row } = entry;
  const [doing, done] = direction === "forward" ? ["begun", "done"] : ["undoing", "undone"];
  const position = positionOf(row, direction);
  let known = position ?? BEGINNING;
  return {
    position,
    async check(session) {
      const [now] = await session.query<Now>(
        `select ${TURN} as mine, s.state, s.parts, s.batches
         from (select) as one left join neon_dba.migration_step s on s.plan_id = $1 and s.step = $2`,
        [planId, step],
      );
      const ahead =
        now?.state === done ||
        (now?.state === doing && (now.parts > known.parts || now.batches > known.batches));
      if (now?.mine !== true || ahead) throw overtaken(step);
    },
    async record(session, to, isDone) {
      known = to;
      await write(session, { planId, step, phase, state: isDone ? done : doing, to });
    },
  };
}

interface Now extends Record<string, unknown> {
  readonly mine: boolean;
  readonly state: string | null;
  readonly parts: number;
  readonly batches: number;
}

/** A rollback of what is only begun has begun, too: a statement that runs alone may have done its work. */
function positionOf(row: StepRow | undefined, direction: Direction): Position | undefined {
  if (direction === "forward") return row?.state === "begun" ? row.position : undefined;
  if (row?.state === "undoing") return row.position;
  return row?.state === "begun" ? BEGINNING : undefined;
}

interface Written {
  readonly planId: string;
  readonly step: string;
  readonly phase: PhaseName;
  readonly state: string | undefined;
  readonly to: Position;
}

async function write(session: Session, { planId, step, phase, state, to }: Written): Promise<void> {
  const { parts, key, batches, changed } = to;
  await session.query(
    `insert into neon_dba.migration_step (plan_id, step, phase, state, parts, key, batches, changed)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (plan_id, step) do update set state = excluded.state, parts = excluded.parts,
       key = excluded.key, batches = excluded.batches, changed = excluded.changed,
       changed_at = excluded.changed_at,
       begun_at = case when migration_step.state in ('begun', 'undoing') then migration_step.begun_at
         else excluded.begun_at end`,
    [
      planId,
      step,
      phase,
      state,
      parts,
      key === null ? null : JSON.stringify(key),
      batches,
      changed,
    ],
  );
}

function overtaken(step: string): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    `Step \`${step}\` is in the hands of another call, so this one stopped before it.`,
    "Call migration_status to see how far it is.",
  );
}
