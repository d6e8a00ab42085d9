import { quoteIdentifier } from "../../sql/quote.ts";
import type { Canonical } from "./canonical/context.ts";
import { canonicalObjects } from "./canonical/objects.ts";
import { canonicalJson } from "./fingerprint.ts";
import type { Catalog } from "./model/catalog.ts";

export interface Difference {
  /** Kind and qualified name: `table public.tasks`. */
  readonly object: string;
  /** Where in the object: `columns.title.type`; empty when one side lacks the object. */
  readonly path: string;
  /** Null where the side has no such thing. */
  readonly a: unknown;
  readonly b: unknown;
}

/** Why two catalogs have different fingerprints: empty exactly when they are the same. */
export function differences(a: Catalog, b: Catalog): Difference[] {
  const [left, right] = [canonicalObjects(a), canonicalObjects(b)];
  const objects = [...new Set([...left.keys(), ...right.keys()])].sort();
  return objects.flatMap((object) => within(object, "", left.get(object), right.get(object)));
}

function within(object: string, path: string, a: unknown, b: unknown): Difference[] {
  if (canonicalJson(a) === canonicalJson(b)) return [];
  if (!isRecord(a) || !isRecord(b)) return [{ object, path, a: a ?? null, b: b ?? null }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return keys.flatMap((key) =>
    within(
      object,
      path === "" ? quoteIdentifier(key) : `${path}.${quoteIdentifier(key)}`,
      a[key],
      b[key],
    ),
  );
}

function isRecord(value: unknown): value is Canonical {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
