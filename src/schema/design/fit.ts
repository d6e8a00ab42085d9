import { ToolError } from "../../core/errors.ts";

/** Characters of a result, of the 40,000 that there may be. */
export const CHARACTERS = 36_000;

/** A way to make a result shorter. */
export interface Cut<T> {
  /** What it leaves out, and where it is: `models (generate_models)`. */
  readonly omits: string;
  readonly of: (result: T) => T;
}

/** The result, shortened until it fits one answer. Throws LIMIT where all cuts are not enough. */
export function fitting<T extends object>(
  result: T,
  cuts: readonly Cut<T>[],
): T & { readonly omitted?: string[] } {
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
  if (size(left) > CHARACTERS)
    throw new ToolError(
      "LIMIT",
      `The statements have ${size(left)} characters; at most ${CHARACTERS} fit into one answer.`,
      "Design some of the entities at a time: those that refer to each other together.",
    );
  return omitted.length === 0 ? left : { ...left, omitted };
}

const size = (value: object): number => JSON.stringify(value).length;
