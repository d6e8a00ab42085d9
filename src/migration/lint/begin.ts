import type { Deps } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { MigrationSet } from "../folder/set.ts";
import { apply, divide } from "./applied.ts";
import { copyBase } from "./base.ts";
import { databaseDrift } from "./database-drift.ts";
import { readPosition } from "./drift.ts";
import type { SetFinding } from "./report.ts";

/** What is on the shadow before the first statement that is linted, and what is linted. */
export interface Beginning {
  readonly pending: MigrationSet;
  readonly target: Target | undefined;
  readonly version: number;
  readonly rows: ReadonlyMap<string, number> | undefined;
  /** Everything is there that the pending files do not make themselves. */
  readonly complete: boolean;
  /** There are rows elsewhere that the shadow does not have. */
  readonly hasRows: boolean;
  readonly findings: readonly SetFinding[];
}

interface Wanted {
  readonly set: MigrationSet;
  readonly target?: TargetInput | undefined;
  readonly since?: string | undefined;
}

/** Puts the schema on the shadow that the pending files meet: the target's, or what the applied ones make. */
export function begin(wanted: Wanted, shadow: Session, deps: Deps, call: Call): Promise<Beginning> {
  const { target } = wanted;
  return target === undefined
    ? beginWithFiles(wanted, shadow, call)
    : beginWithTarget({ ...wanted, target }, shadow, deps, call);
}

async function beginWithFiles(
  { set, since }: Wanted,
  shadow: Session,
  { signal }: Call,
): Promise<Beginning> {
  const { applied, pending } = divide(set, since);
  const lost = await apply(applied, shadow, signal);
  return {
    pending,
    target: undefined,
    version: shadow.version,
    rows: undefined,
    complete: applied.length > 0 && lost === 0,
    hasRows: applied.length > 0,
    findings: [],
  };
}

async function beginWithTarget(
  { set, target, since }: Wanted & { readonly target: TargetInput },
  shadow: Session,
  deps: Deps,
  call: Call,
): Promise<Beginning> {
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal: call.signal,
  });
  const position = await readPosition(session, set);
  const { source, rows } = await copyBase(session, shadow);
  const { pending, applied } = position ?? divide(set, since);
  const drifted =
    position === undefined || applied.length === 0
      ? []
      : await databaseDrift(applied, source, position.table, deps, call);
  return {
    pending,
    target: session.target,
    version: session.version,
    rows,
    complete: true,
    hasRows: true,
    findings: [...(position?.findings ?? []), ...drifted],
  };
}
