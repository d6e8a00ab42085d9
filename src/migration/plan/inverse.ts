import { canonicalObjects } from "../../postgres/catalog/canonical/objects.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";

/** The statements that lead from `after` back to `before`; undefined where there are none known. */
export async function inverse(
  after: Catalog,
  before: Catalog,
): Promise<readonly string[] | undefined> {
  const [left, right] = [canonicalObjects(before), canonicalObjects(after)];
  const added = [...right.keys()].filter((object) => !left.has(object));
  return added
    .toReversed()
    .map((object) => `DROP ${object.replace(/^(\w+)/, (kind) => kind.toUpperCase())}`);
}
