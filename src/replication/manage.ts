import type { Deps } from "../core/deps.ts";
import type { Finding } from "../core/finding.ts";
import type { Target } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { enable } from "./enable.ts";
import { replicationFindings } from "./findings.ts";
import { createPublication, dropPublication } from "./publications.ts";
import type { Action, Done, ReplicationRequest, Work } from "./request.ts";
import { createSlot, dropSlot } from "./slots.ts";
import { readState, type ReplicationState } from "./state.ts";
import { dropSubscription, refreshSubscription, subscribe } from "./subscriptions.ts";

export interface Managed {
  readonly target: Target;
  readonly done?: Done;
  readonly state: ReplicationState;
  /** Bytes of WAL that each subscription is behind its source, where the source was named. */
  readonly behind?: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const works: Readonly<Record<Exclude<Action, "status" | "enable">, (work: Work) => Promise<Done>>> =
  {
    create_publication: createPublication,
    drop_publication: dropPublication,
    create_slot: createSlot,
    drop_slot: dropSlot,
    subscribe,
    refresh_subscription: refreshSubscription,
    drop_subscription: dropSubscription,
  };

/** Does what is asked and reads how things are afterwards. */
export async function manageReplication(
  request: ReplicationRequest,
  deps: Deps,
  call: Call,
): Promise<Managed> {
  const { action, target } = request;
  const { signal } = call;
  const enabled = action === "enable" ? await enable(request, deps, call) : undefined;
  const intent = action === "status" || action === "enable" ? "read" : "apply";
  await using session = await deps.session({ target, intent, signal });
  const done =
    action === "status" || action === "enable"
      ? enabled
      : await works[action]({ request, session, deps, call });
  const state = await readState(session);
  const behind = await bytesBehind(request, state, deps, signal);
  return {
    target: session.target,
    ...(done === undefined ? {} : { done }),
    state,
    ...(behind === undefined ? {} : { behind }),
    findings: replicationFindings(state),
  };
}

/** How much the source has written that is not applied here: 0 when nobody writes there and all is here. */
async function bytesBehind(
  { action, url_variable: variable }: ReplicationRequest,
  { subscriptions }: ReplicationState,
  deps: Deps,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (action !== "status" || variable === undefined) return undefined;
  await using source = await deps.external({ variable, signal });
  const rows = await source.query<{ name: string; behind: number }>(BEHIND, [
    subscriptions.flatMap(({ slot }) => slot ?? []),
  ]);
  return Object.fromEntries(rows.map(({ name, behind }) => [name, behind]));
}

/** From the source's side: what its consumer has confirmed. */
const BEHIND = `
  select slot_name as name,
    greatest(0, pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), confirmed_flush_lsn))::float8 as behind
  from pg_catalog.pg_replication_slots where slot_name = any ($1::pg_catalog.text[])`;
