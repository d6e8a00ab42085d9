import type { Deps } from "../core/deps.ts";
import type { Call, Tool } from "../core/tool.ts";
import type { Answer } from "./answer.ts";

/** How a change was agreed to, and to which. */
export interface Agreement {
  readonly how: "elicited" | "token" | "not asked";
  /** Of the confirmed plan: the same plan has the same digest, and nothing of it can be guessed from that. */
  readonly plan: string;
}

/** Told before the first change. What it throws ends the call, and nothing is changed. */
export type OnAgreed = (agreement: Agreement) => void;

/** One tool call on its way in. */
export interface Calling {
  /** What the client asked for, which the tool answers. */
  readonly method: "tools/call" | "resources/read" | "resources/list" | "completion/complete";
  readonly tool: Tool;
  readonly args: Record<string, unknown>;
  /** Whose call it is. */
  readonly principal: string;
  /** What it may reach: where a target's name leads to depends on whose Neon is served. */
  readonly deps: Deps;
  /** W3C trace context of the caller, where it sent one. */
  readonly traceparent?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Call["progress"];
  /** An around that wants to know of agreements adds itself. */
  readonly onAgreed: Set<OnAgreed>;
}

/**
 * What stands around every tool call: audit, limits, measuring. It gives the answer of `run`, or a refusal without running it. What `run`
 * throws is not an answer (the question to a person that ends a call, a fault of ours) and goes on.
 */
export type Around = (calling: Calling, run: () => Promise<Answer>) => Promise<Answer>;

/** The first stands outermost. */
export const nested =
  (arounds: readonly Around[]): Around =>
  (calling, run) =>
    arounds.reduceRight<() => Promise<Answer>>(
      (inner, around) => () => around(calling, inner),
      run,
    )();
