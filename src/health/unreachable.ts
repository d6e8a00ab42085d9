import type { Deps } from "../core/deps.ts";
import type { ToolError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { MAX_CONNECTIONS } from "../core/neon-facts.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Area, Verdict } from "./area.ts";
import type { Place } from "./place.ts";

interface Request {
  readonly deps: Deps;
  readonly target: TargetInput;
  readonly areas: readonly Area[];
  readonly signal: AbortSignal;
}

/** The answer where nobody is let in: why, and what the control plane knows. No area could be looked at. */
export async function unreachable(refusal: ToolError, place: Place, request: Request) {
  const { deps, target, areas, signal } = request;
  const address = await deps.address({ target, signal }).catch(() => undefined);
  const { deployment, project, branch, compute } = place;
  const here: Target = {
    deployment,
    ...(project === undefined ? {} : { project: project.name }),
    ...(branch === undefined ? {} : { branch: branch.name }),
    database: address?.database ?? target.database ?? "unknown",
    role: address?.user ?? target.role ?? "unknown",
    postgres: project === undefined ? "unknown" : String(project.postgres),
  };
  const isFull = refusal.sqlstate === "53300";
  const known = knownOf(place);
  return {
    target: here,
    verdicts: [
      {
        area: "reachable",
        verdict: "act" as Verdict,
        summary: [isFull ? "Too many clients: no connection is left." : refusal.message, known]
          .filter(Boolean)
          .join(" "),
        figures: {
          sqlstate: refusal.sqlstate ?? null,
          compute_state: compute?.state ?? null,
          last_active_at: compute?.lastActiveAt ?? null,
          max_connections: compute === undefined ? null : connectionsOf(compute.maxCu),
        },
        findings: [],
      },
    ],
    findings: [isFull ? full(place) : closed(refusal, place)],
    alerts: [],
    skipped: areas.map(({ name }) => ({ area: name, reason: "no connection." })),
  };
}

const connectionsOf = (cu: number): number =>
  MAX_CONNECTIONS.findLast(({ cu: from }) => from <= cu)?.connections ?? 0;

function knownOf({ compute, branch, refusal, deployment }: Place): string {
  if (deployment === "url") return "";
  if (refusal !== undefined)
    return `Neon's control plane could not be asked either: ${refusal.message}`;
  if (branch !== undefined && branch.state !== "ready")
    return `Neon says the branch is ${branch.state}.`;
  if (compute === undefined) return "Neon says the branch has no compute.";
  const state = compute.isDisabled ? "disabled" : compute.state;
  const size = `${compute.minCu === compute.maxCu ? "" : `${compute.minCu} to `}${compute.maxCu} CU`;
  const since =
    compute.suspendedAt === undefined || state !== "idle" ? "" : ` since ${compute.suspendedAt}`;
  return `Neon says the compute is ${state === "idle" ? "suspended" : state}${since} (${size}).`;
}

function full({ deployment }: Place): Finding {
  const way =
    deployment === "url"
      ? "A superuser still gets in (superuser_reserved_connections): connect as one and run the statement. Or stop one instance of the application."
      : "Stop or restart the application that took them, or restart the compute (configure_compute with action restart), which cuts all sessions; then let it use the pooled host.";
  return {
    rule: "connections-run-out",
    level: "error",
    object: "max_connections",
    message: `Every connection that ordinary roles may have is taken, so the application is refused too. ${way}`,
    evidence: "measured",
    ...(deployment === "url"
      ? {
          fix: "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle' and backend_type = 'client backend' order by state_change limit 10;",
        }
      : {}),
    key: "connections-run-out",
  };
}

function closed(refusal: ToolError, { compute }: Place): Finding {
  const way =
    compute?.isDisabled === true
      ? "The compute is disabled: enable it in the Neon console, and find out who disabled it."
      : refusal.next;
  return {
    rule: "cannot-connect",
    level: "error",
    object: "connection",
    message: `${refusal.message} ${way} test_connection tries every way in and says which is closed.`,
    evidence: "measured",
    key: "cannot-connect",
  };
}
