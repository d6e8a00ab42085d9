import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { statesAccess, withoutAccess } from "../access/without-access.ts";
import type { Skipped } from "../load-ddl.ts";
import { operatorsExtensions } from "../operators.ts";

/**
 * A database's schema as a text can describe it: a text that gives nothing to anybody does not mean that nobody has anything, and one that
 * does not make the operators' extensions does not mean that they are to go. What is left out is told.
 */
export function besideText(
  catalog: Catalog,
  text: Catalog,
): { readonly catalog: Catalog; readonly skipped: readonly Skipped[] } {
  const named = new Set(text.extensions.map(({ name }) => name));
  const isOperators = ({ name }: { readonly name: string }): boolean =>
    operatorsExtensions.has(name) && !named.has(name);
  const watching = catalog.extensions.filter(isOperators);
  const rest = {
    ...catalog,
    extensions: catalog.extensions.filter((extension) => !isOperators(extension)),
  };
  const skipped = watching.map(({ name }) => ({
    what: `extension ${name}`,
    reason: "it watches the server, and the other side does not speak of it",
  }));
  if (!statesAccess(catalog) || statesAccess(text)) return { catalog: rest, skipped };
  return {
    catalog: withoutAccess(rest),
    skipped: [
      ...skipped,
      {
        what: "owners and privileges",
        reason: "the other side states none; policies are compared",
      },
    ],
  };
}

/** Shadows come with extensions that no text asked for: what the database does not have is none of the text's. */
export function besideDatabase(text: Catalog, { extensions }: Catalog): Catalog {
  const known = new Set(extensions.map(({ name }) => name));
  return {
    ...text,
    extensions: text.extensions.filter(
      ({ name }) => known.has(name) || !operatorsExtensions.has(name),
    ),
  };
}
