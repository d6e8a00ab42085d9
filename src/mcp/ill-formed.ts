const HALF = /\p{Cs}/u;

/**
 * Where in a call's arguments a string is not well-formed Unicode, as `to.file`. Half of a surrogate pair is no character: on its way to
 * Postgres or an API it becomes U+FFFD, and what is made there has another name than the one that was asked for.
 */
export function findIllFormed(value: unknown, path = ""): string | undefined {
  if (typeof value === "string") return HALF.test(value) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = findIllFormed(item, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
