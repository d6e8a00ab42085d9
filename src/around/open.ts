import type { Deps } from "../core/deps.ts";
import { type Around, nested } from "../mcp/around.ts";
import { type AuditOptions, audit } from "./audit/audit.ts";
import { appendLines } from "./audit/lines.ts";
import { checkOpenable } from "./audit/openable.ts";
import { traceDeps } from "./trace/deps.ts";
import { type Tracing, openTracing } from "./trace/tracing.ts";

export interface AroundOptions extends Omit<AuditOptions, "lines"> {
  /** Path of the audit log. */
  readonly audit: string | undefined;
}

/** What stands around the calls of one process. */
export interface Arounds {
  /** All of it in its order, with what a way in adds of its own. */
  with(own: readonly Around[]): Around;
  /** Without anything to add; undefined where nothing stands around calls. */
  readonly around: Around | undefined;
  /** Undefined where OpenTelemetry's variables name no receiver. */
  readonly tracing: Tracing | undefined;
  /** The same deps, with spans for what they do where there are traces. */
  deps(deps: Deps): Deps;
  /** Throws when a changing call would be refused because the audit log cannot be written. */
  checkAudit(): void;
  close(): Promise<void>;
}

/**
 * The order, outermost first: trace, metrics, the limits of the way in (rate, then turn), audit. A trace shows where the time of a call went, and
 * audit says which trace it is. Metrics see whatever is answered, refusals of the limits and the
 * time in the queue among it. A caller's rate is looked at before he waits: who is refused anyway takes no place from others. Audit stands
 * inside the limits: its `begin` says that a change is about to start, not that somebody waits, its duration is that of the work, and a
 * flood fills no disk. A call that the limits refuse has changed nothing and is counted by the metrics.
 *
 * Throws an Error of one sentence where the audit log cannot be opened.
 */
export function openAround(options: AroundOptions): Arounds {
  const lines = options.audit === undefined ? undefined : appendLines(options.audit);
  if (lines !== undefined && options.audit !== undefined) checkOpenable(lines, options.audit);
  const tracing = openTracing(options);
  const outer = tracing === undefined ? [] : [tracing.around];
  const inner = lines === undefined ? [] : [audit({ ...options, lines })];
  const bare = [...outer, ...inner];
  return {
    with: (own) => nested([...outer, ...own, ...inner]),
    around: bare.length === 0 ? undefined : nested(bare),
    tracing,
    deps: (deps) => (tracing === undefined ? deps : traceDeps(deps, tracing.inSpan)),
    checkAudit: () => lines?.check(),
    async close() {
      lines?.close();
      await tracing?.close();
    },
  };
}
