import type { Difference } from "../../postgres/catalog/differences.ts";

/** Of a constraint that is valid in `a` and not yet in `b`: there is no statement that leads back, and nothing that would need it. */
export function isValidation({ path, a, b }: Difference): boolean {
  if (!/\.(?:validated|definition)$/.test(path)) return false;
  return (a === true && b === false) || `${String(a)} NOT VALID` === b;
}
