import type { Deps } from "../../core/deps.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { compareOnAdversarialRows, type Adversarial } from "./adversarial.ts";
import { checkParameters } from "./bind.ts";
import type { Counterexample } from "./counterexample.ts";
import type { Pair } from "./difference.ts";
import type { Measured } from "./measure.ts";
import { readQuery } from "./statement.ts";
import { compareOnThisData, type OnThisData } from "./this-data.ts";

export interface CompareRequest {
  readonly original: string;
  readonly rewritten: string;
  readonly params?: readonly (readonly unknown[])[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly runs: number;
}

export interface Comparison {
  target: Target;
  verdict: "different" | "same on this data" | "same on this data and on adversarial rows";
  counterexample?: Counterexample;
  original: Measured;
  rewritten: Measured;
  /** Times that the rewritten is as fast as the original. */
  speedup?: number;
  /** Small databases on which both statements ran. */
  databases: number;
  notes: string[];
}

/**
 * Whether a rewritten query returns what the original does, measured on the target's data and on rows made to tell them
 * apart, and how fast each is. Reads only. Errors: INVALID_SQL, INVALID_INPUT, UNSUPPORTED, READ_ONLY, TIMEOUT and those
 * of `Session` and of shadows.
 */
export async function compareQueries(
  { original, rewritten, params = [], target, runs }: CompareRequest,
  deps: Deps,
  call: Call,
): Promise<Comparison> {
  const queries = [
    await readQuery("original", original),
    await readQuery("rewritten", rewritten),
  ] as const;
  checkParameters(queries, params);
  const { signal } = call;
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const sets = params.length === 0 ? [[]] : params;
  const here = await compareOnThisData(session, [...queries], sets, runs, call);
  const wanted = here.mismatch === undefined && here.pairs.length > 0;
  const there = wanted
    ? await compareOnAdversarialRows(session, here.pairs, deps, call)
    : undefined;
  const counterexample = here.counterexample ?? there?.counterexample;
  const different = counterexample !== undefined || here.mismatch !== undefined;
  const [slow, fast] = [here.original.ms, here.rewritten.ms];
  return {
    target: session.target,
    verdict: different
      ? "different"
      : there !== undefined && there.doubts.length === 0
        ? "same on this data and on adversarial rows"
        : "same on this data",
    ...(counterexample === undefined ? {} : { counterexample }),
    original: here.original,
    rewritten: here.rewritten,
    ...(slow === undefined || fast === undefined
      ? {}
      : { speedup: Math.round((slow / Math.max(fast, 0.001)) * 100) / 100 }),
    databases: there?.databases ?? 0,
    notes: notesOf(here, there),
  };
}

function notesOf(here: OnThisData, there: Adversarial | undefined): string[] {
  const { mismatch, unreadable, pairs, counterexample } = here;
  const [pair] = pairs;
  const notes: string[] = [];
  if (mismatch !== undefined)
    notes.push(
      mismatch.column === undefined
        ? `The original returns ${mismatch.original}, the rewritten ${mismatch.rewritten}.`
        : `Column ${mismatch.column} is ${mismatch.original} in the original and ${mismatch.rewritten} in the rewritten, which have no common type.`,
    );
  if (pair !== undefined) notes.push(...columnNotes(pair));
  if (unreadable)
    notes.push(
      "ORDER BY or LIMIT of the original cannot be taken apart, so only the rows are compared, not their order.",
    );
  if (pair?.ordering?.cut === true && pair.ordering.keys.length === 0)
    notes.push(
      "LIMIT without ORDER BY: not determined which rows the original returns; any of them count as the same.",
    );
  const [doubt] = there?.doubts ?? [];
  if (doubt !== undefined && counterexample === undefined)
    notes.push(`Not shown on adversarial rows: ${there?.doubts.join("; ")}.`);
  if (
    counterexample !== undefined &&
    there !== undefined &&
    there.counterexample === undefined &&
    there.databases > 0
  )
    notes.push(
      "No adversarial rows tell the statements apart: what differs on this data may be what the original does not determine, such as the order inside an aggregate, or depend on the clock or on chance.",
    );
  return [...notes, ...(there?.remarks ?? [])];
}

function columnNotes({ columns }: Pair): string[] {
  const numbers = (of: (column: Pair["columns"][number]) => boolean): string =>
    columns.flatMap((column, index) => (of(column) ? [index + 1] : [])).join(", ");
  const names = numbers(({ original, rewritten }) => original.name !== rewritten.name);
  const types = numbers(({ original, rewritten }) => original.type !== rewritten.type);
  const texts = numbers(({ by }) => by === "text");
  return [
    ...(names === ""
      ? []
      : [`Columns are matched by position; the names of column ${names} differ.`]),
    ...(types === ""
      ? []
      : [`The types of column ${types} differ; values were compared in their common type.`]),
    ...(texts === ""
      ? []
      : [`Column ${texts} has a type without equality and was compared as text.`]),
  ];
}
