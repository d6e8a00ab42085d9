import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { type AlertFile, alertFiles } from "./alerts.ts";
import type { Area } from "./area.ts";
import { areas as every } from "./areas/index.ts";
import { readContext } from "./context.ts";
import { fit } from "./fit.ts";
import { lookAt, type Looked } from "./look.ts";
import { openSession } from "./open.ts";
import { findPlace, type Place } from "./place.ts";
import { unreachable } from "./unreachable.ts";
import { unseen, woken } from "./unseen.ts";

export interface HealthRequest {
  readonly target?: TargetInput | undefined;
  readonly areas?: readonly string[] | undefined;
  readonly slo_ms?: number | undefined;
  readonly alerts?: boolean | undefined;
}

export interface Health extends Looked {
  readonly target: Target;
  /** Of the worst area first, and there what to do first. */
  readonly findings: readonly Finding[];
  /** For a monitor; empty unless they were asked for. */
  readonly alerts: readonly AlertFile[];
  /** Whether agents may run the fixes, or a person has to. */
  readonly writable: boolean;
}

/**
 * Looks at one area after the other over one session, the worst first in the answer. It reads catalog views, waits for no lock, and says
 * of a database that takes no connection what can be learnt from outside. `timeScale` is for scenes: see HealthContext.
 */
export async function checkHealth(
  request: HealthRequest,
  deps: Deps,
  call: Call,
  timeScale = 1,
): Promise<Health> {
  const chosen = choose(request.areas);
  const { target = {} } = request;
  const place = await findPlace(deps, target, call.signal);
  const opened = await openSession({ deps, target, place, signal: call.signal });
  if ("refusal" in opened) {
    const { signal } = call;
    const answer = await unreachable(opened.refusal, place, {
      deps,
      target,
      areas: chosen,
      signal,
    });
    return { ...answer, writable: isWritable(deps, place) };
  }
  await using session = opened.session;
  const context = await readContext(session, {
    target,
    deps,
    call,
    sloMs: request.slo_ms ?? 1_000,
    compute: place.compute,
    timeScale,
  });
  const { verdicts, skipped } = await lookAt(chosen, context);
  return fit({
    target: session.target,
    verdicts,
    findings: [
      ...verdicts.flatMap(({ findings }) => findings),
      ...unseen(context),
      ...woken(place),
    ],
    alerts: request.alerts === true ? alertsOf(chosen) : [],
    skipped,
    writable: isWritable(deps, place),
  });
}

const isWritable = ({ access }: Deps, { branch }: Place): boolean =>
  access === "full" || (access === "guarded" && branch?.isDefault === false && !branch.isProtected);

const alertsOf = (areas: readonly Area[]): readonly AlertFile[] =>
  alertFiles(
    areas.flatMap(({ name, alerts }) => alerts.map((alert) => ({ area: name, ...alert }))),
  );

function choose(names: readonly string[] | undefined): readonly Area[] {
  if (names === undefined) return every.filter(({ isAskedFor }) => isAskedFor !== true);
  const unknown = names.filter((name) => !every.some((area) => area.name === name));
  if (unknown.length === 0) return every.filter(({ name }) => names.includes(name));
  throw new ToolError(
    "INVALID_INPUT",
    `There is no area ${unknown.map((name) => JSON.stringify(name.slice(0, 40))).join(", ")}.`,
    `Areas: ${every.map(({ name }) => name).join(", ")}.`,
  );
}
