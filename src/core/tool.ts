import type * as z from "zod";
import type { Deps } from "./deps.ts";

/** What a tool may do. The MCP annotations are derived from this, so they cannot contradict each other. */
export type Effect = "read" | "write" | "destroy";

/** What a person has to agree to before it happens. */
export interface Confirmation {
  /** Verb and object in one sentence: `Drop table public.tasks (41,203 rows, 12 MB).` */
  readonly summary: string;
  /** Everything that the agreement depends on. When it changes before the call is repeated, the agreement is void. */
  readonly plan: unknown;
}

/** What surrounds one call: who may stop it, how it reports, how it asks. */
export interface Call {
  readonly signal: AbortSignal;
  /** Rising numbers; `total` when it is known. Cheap to call often. */
  progress(done: number, message: string, total?: number): void;
  /**
   * Returns when the caller has agreed to exactly this plan; otherwise throws, and the call ends with a question.
   * Tools call it after the dry run and before the first change.
   */
  confirm(confirmation: Confirmation): Promise<void>;
  /** Takes what the tool's picture shows, where the client draws pictures. It reaches a page, never a model. */
  readonly draw?: (shown: object) => void;
}

/** A result in prose. `data` holds other people's words and is fenced; `head` and `next` are ours. */
export interface Rendered {
  readonly head?: string;
  readonly data?: string;
  readonly next?: string;
}

/** One operation an agent may call. */
export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  /** It can also only read, so where nothing may be changed it is served as a reading tool. */
  readonly alsoReads?: boolean;
  /** The page that draws the result, by its name in src/apps. `call.draw` gives it what it shows. */
  readonly picture?: string;
  readonly input: I;
  readonly output: O;
  /** Output fields that hold other people's words: rows, names, comments, plans. They are fenced in the structured result. */
  readonly untrusted: readonly (keyof z.output<O> & string)[];
  /** Output fields whose lists are cut where the answer would be too long; how much of each is shown is said. All are untrusted. */
  readonly lists?: readonly (keyof z.output<O> & string)[];
  /** Output fields that may hold a secret on purpose, because the operator lets results hold one: they are not redacted. */
  readonly reveals?: readonly (keyof z.output<O> & string)[];
  /** Method syntax on purpose: it is bivariant, so a `readonly Tool[]` can hold every concrete tool. */
  run(input: z.output<I>, deps: Deps, call: Call): Promise<z.input<O>>;
  render(output: z.output<O>): Rendered;
}

export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(
  tool: Tool<I, O>,
): Tool<I, O> {
  return tool;
}
