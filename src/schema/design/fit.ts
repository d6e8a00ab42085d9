import { ToolError } from "../../core/errors.ts";

/** Characters of a result, of the 40,000 that there may be. */
export const CHARACTERS = 36_000;

const size = (value: unknown): number => JSON.stringify(value ?? null).length;

/**
 * The result without what is too long for one answer, in the order of `parts`, each named with how to get it; what is first there goes
 * first. Throws LIMIT where the statements alone are too long.
 */
export function fitting<T extends object, K extends keyof T & string>(
  result: T,
  parts: readonly { readonly field: K; readonly instead: T[K] }[],
): T & { readonly omitted?: string[] } {
  let left: T = result;
  const omitted: string[] = [];
  for (const { field, instead } of parts) {
    if (size(left) <= CHARACTERS) break;
    if (size(left[field]) <= size(instead)) continue;
    left = { ...left, [field]: instead };
    if (!omitted.includes(field)) omitted.push(field);
  }
  if (size(left) > CHARACTERS)
    throw new ToolError(
      "LIMIT",
      `The statements have ${size(left)} characters; at most ${CHARACTERS} fit into one answer.`,
      "Design some of the entities at a time: those that refer to each other together.",
    );
  return omitted.length === 0 ? left : { ...left, omitted };
}
