/** An array as Postgres writes it, each element once: parameters of text need no look-up of types. */
export function arrayText(elements: Iterable<string | number>): string {
  const quoted = [...new Set(elements)].map(
    (element) => `"${String(element).replaceAll(/["\\]/g, "\\$&")}"`,
  );
  return `{${quoted.join(",")}}`;
}
