import { ToolError } from "../../core/errors.ts";
import { firstPart } from "./page.ts";

/** Characters of a result, of the 40,000 that there may be. */
export const CHARACTERS = 36_000;

/** A way to make a result shorter. */
export interface Cut<T> {
  /** What it leaves out, and where it is: `models (generate_models)`. */
  readonly omits: string;
  readonly of: (result: T) => T;
}

/** Of statements that do not fit so many characters come first at least, before anything else is left out. */
const LEAST = 12_000;

type Fitted<T> = T & { readonly omitted?: string[]; readonly next_cursor?: string };

/**
 * The result, shortened until it fits one answer; where all cuts are not enough, the statements come in parts, and the cuts make room for
 * the first one. Throws LIMIT where what comes with it is too long by itself.
 */
export function fitting<T extends { readonly ddl: string }>(
  result: T,
  cuts: readonly Cut<T>[],
): Fitted<T> {
  const whole = shortened(result, cuts);
  if (size(whole) <= CHARACTERS) return whole;
  const begun = { ...result, ...firstPart(result.ddl, LEAST) };
  const first = shortened(begun, cuts);
  const left = CHARACTERS - size(first);
  if (left < 0)
    throw new ToolError(
      "LIMIT",
      `What comes with the statements has ${size(first)} characters; at most ${CHARACTERS} fit into one answer.`,
      "Design some of the entities at a time: those that refer to each other together.",
    );
  return { ...first, ...firstPart(result.ddl, LEAST + left) };
}

function shortened<T extends object>(
  result: T,
  cuts: readonly Cut<T>[],
): T & { omitted?: string[] } {
  let left = result;
  const omitted: string[] = [];
  for (const { omits, of } of cuts) {
    const before = size(left);
    if (before <= CHARACTERS) break;
    const less = of(left);
    if (size(less) === before) continue;
    left = less;
    omitted.push(omits);
  }
  return omitted.length === 0 ? left : { ...left, omitted };
}

const size = (value: object): number => JSON.stringify(value).length;
