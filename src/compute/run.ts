import { computeText, computeView } from "../core/compute.ts";
import { cutText, lossText } from "./losses.ts";
import type { Configured, Given } from "./configured.ts";
import { proveRuns } from "./prove.ts";
import { openSessions, type OpenSessions } from "./sessions.ts";

/** Wakes it, where it is disabled enables it first, and proves that it answers. */
export async function start({ compute, neon, deps, call }: Given): Promise<Configured> {
  if (compute.isDisabled)
    await call.confirm({
      summary: `Enable and start ${computeText(computeView(compute))}: it takes connections again.`,
      plan: { action: "start", compute: compute.id },
    });
  const isUp = compute.state === "active" && !compute.isDisabled;
  const started = isUp ? compute : await neon.manage.computes.start(compute, call);
  return {
    compute: started,
    changed: !isUp,
    proof: await proveRuns(started, deps, call),
    next: [],
  };
}

/** Puts it to sleep: the next connection wakes it. */
export async function suspend(given: Given): Promise<Configured> {
  const { compute, neon, call } = given;
  if (compute.state === "idle") return { compute, changed: false, next: [] };
  const sessions = await agreeToCut(given, "Suspend");
  const suspended = await neon.manage.computes.suspend(compute, call);
  return {
    compute: suspended,
    changed: true,
    cut: sessions?.total ?? 0,
    next: compute.isDisabled ? [] : ["The next connection wakes it."],
  };
}

/** Ends it and starts it again, which settings such as max_connections need. */
export async function restart(given: Given): Promise<Configured> {
  const { compute, neon, deps, call } = given;
  if (compute.isDisabled || compute.state === "idle") return start(given);
  const sessions = await agreeToCut(given, "Restart");
  const restarted = await neon.manage.computes.restart(compute, call);
  return {
    compute: restarted,
    changed: true,
    cut: sessions?.total ?? 0,
    ...(sessions === undefined ? {} : { connectionsBefore: sessions.maxConnections }),
    proof: await proveRuns(restarted, deps, call),
    next: [],
  };
}

/**
 * Asks where somebody is connected, nobody could tell, or there is more to agree to. One that sleeps is not woken to be asked. The
 * agreement holds for who is connected: by application and role, and whether in a transaction; not for their number, which changes all
 * the time.
 */
export async function agreeToCut(
  { compute, deps, call }: Given,
  verb: string,
  more: readonly string[] = [],
): Promise<OpenSessions | undefined> {
  call.progress(0, "Looking who is connected");
  const sleeps = compute.state === "idle";
  const sessions = await openSessions(compute, deps, call.signal);
  if ((sleeps || sessions?.total === 0) && more.length === 0) return sessions;
  const effects = sleeps
    ? ["It sleeps: nobody is connected."]
    : [
        sessions === undefined ? "Who is connected could not be asked." : cutText(sessions),
        await lossText(compute, sessions === undefined ? undefined : deps, call.signal),
      ];
  await call.confirm({
    summary: [`${verb} ${computeText(computeView(compute))}.`, ...more, ...effects].join(" "),
    plan: {
      verb,
      compute: compute.id,
      more,
      sleeps,
      cut: sessions?.by.map((group) => [group.application, group.role, group.in_transaction > 0]),
    },
  });
  return sessions;
}
