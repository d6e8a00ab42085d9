import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";

export const actions = [
  "status",
  "enable",
  "create_publication",
  "drop_publication",
  "create_slot",
  "drop_slot",
  "subscribe",
  "refresh_subscription",
  "drop_subscription",
] as const;
export type Action = (typeof actions)[number];

export interface ReplicationRequest {
  readonly action: Action;
  readonly name?: string | undefined;
  readonly tables?: readonly string[] | undefined;
  readonly operations?: readonly string[] | undefined;
  readonly publication?: string | undefined;
  readonly url_variable?: string | undefined;
  readonly target: TargetInput;
}

/** What an action works with: a session that may change what an operator may. */
export interface Work {
  readonly request: ReplicationRequest;
  readonly session: Session;
  readonly deps: Deps;
  readonly call: Call;
}

/** What was done, in one sentence, and what may come next. */
export interface Done {
  readonly done: string;
  readonly next?: string;
}

/** Names of slots are stricter than other names, and a subscription's slot has its name: 63 of these. */
const SLOT_NAME = /^[a-z0-9_]{1,63}$/;

/** The `name` of the request; INVALID_INPUT without one, or with one that a slot cannot have where it is to be a slot's. */
export function nameOf({ action, name }: ReplicationRequest): string {
  if (name === undefined || name === "")
    throw new ToolError("INVALID_INPUT", `\`${action}\` needs a \`name\`.`, "Give it one.");
  const isSlot = action === "create_slot" || action === "subscribe";
  if (isSlot && !SLOT_NAME.test(name))
    throw new ToolError(
      "INVALID_INPUT",
      "A slot's name has small letters, digits and underscores only, 63 at most; that of a subscription is its slot's.",
      "Choose another `name`.",
    );
  return name;
}

/** INVALID_INPUT where the server writes no WAL that can be decoded. */
export async function mustBeLogical(session: Session): Promise<void> {
  const [row] = await session.query<{ level: string }>(
    "select pg_catalog.current_setting('wal_level') as level",
  );
  if (row?.level === "logical") return;
  const isNeon = session.target.deployment !== "url";
  throw new ToolError(
    "UNSUPPORTED",
    `\`wal_level\` is \`${row?.level}\` here: nothing can be decoded from its WAL.`,
    isNeon
      ? 'Call manage_replication with {"action":"enable"} first; it cannot be undone.'
      : "The operator sets wal_level = logical and restarts Postgres (RDS: rds.logical_replication = 1 in the parameter group).",
  );
}
