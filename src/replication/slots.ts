import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import { bytesText } from "../core/bytes.ts";
import { type Done, mustBeLogical, nameOf, type Work } from "./request.ts";
import { readSlots } from "./state.ts";

/** What Neon does with slots that nobody reads: neon.com/docs/guides/logical-replication-neon, 2026-01-07. */
const ON_NEON = "Neon removes a slot that nobody has read from for about 40 hours.";

/** A logical slot for a consumer that is no subscription, as Debezium. A subscription makes its own. */
export async function createSlot({ request, session, call }: Work): Promise<Done> {
  const name = nameOf(request);
  await mustBeLogical(session);
  await call.confirm({
    summary: `Create logical slot \`${identifier(name)}\` (pgoutput) in database \`${identifier(session.target.database)}\`. From then on all WAL is kept until a consumer has confirmed it, and a compute with a consumer does not suspend.`,
    plan: { name, target: session.target },
  });
  await mustEndSoon(session);
  const [made] = await session.query<{ lsn: string }>(
    "select lsn::text from pg_catalog.pg_create_logical_replication_slot($1, 'pgoutput')",
    [name],
  );
  return {
    done: `Slot ${identifier(name)} begins at ${made?.lsn}.`,
    next: `Connect its consumer by the direct host soon; \`status\` shows what it holds back. ${ON_NEON}`,
  };
}

export async function dropSlot({ request, session, call }: Work): Promise<Done> {
  const name = nameOf(request);
  const slots = await readSlots(session);
  const slot = slots.find((each) => each.name === name);
  if (slot === undefined)
    throw new ToolError(
      "NOT_FOUND",
      `There is no slot \`${identifier(name)}\` here.`,
      slots.length === 0
        ? "There is none at all."
        : `There are ${slots.map((each) => `\`${identifier(each.name)}\``).join(", ")}.`,
    );
  if (slot.active)
    throw new ToolError(
      "UNSUPPORTED",
      `Slot \`${identifier(name)}\` is in use by process ${slot.pid}.`,
      "drop_subscription where it is subscribed to, or stop its consumer; then call again.",
    );
  await call.confirm({
    summary: `Drop slot \`${identifier(name)}\`: the ${bytesText(slot.heldBytes)} of WAL kept for it can go, and its consumer loses its place: it has to copy everything anew.`,
    plan: { name, target: session.target },
  });
  await session.query("select pg_catalog.pg_drop_replication_slot($1)", [name]);
  return {
    done: `Dropped slot ${identifier(name)}, which kept ${bytesText(slot.heldBytes)} of WAL.`,
  };
}

/** A slot begins when every transaction that is open now has ended; better to name them than to wait for them. */
export async function mustEndSoon(session: Session): Promise<void> {
  const open = await session.query<{ pid: number; seconds: number }>(OPEN);
  const [oldest] = open;
  if (oldest === undefined) return;
  throw new ToolError(
    "LOCK_TIMEOUT",
    `A slot can begin only when the transactions that are open have ended, and process ${oldest.pid} has been in one for ${Math.round(oldest.seconds)} s (${open.length} in all).`,
    "Let them end, or look with check_health, area transactions; then call again.",
  );
}

const OPEN = `
  select pid, pg_catalog.date_part('epoch', pg_catalog.now() - xact_start)::float8 as seconds
  from pg_catalog.pg_stat_activity
  where backend_xid is not null and xact_start < pg_catalog.now() - interval '3 seconds'
    and pid <> pg_catalog.pg_backend_pid()
  order by xact_start`;
