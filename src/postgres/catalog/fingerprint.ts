import { createHash } from "node:crypto";
import { canonicalObjects } from "./canonical/objects.ts";
import type { Catalog } from "./model/catalog.ts";

/**
 * SHA-256, in hex, of what is schema in the catalog: no oids, no sizes and statistics, no rows, no trace of dropped
 * columns, no names of Postgres's choice, nothing of the version. The database's owner counts by that role, not by
 * name, so that a copy under another owner has the same fingerprint.
 */
export function fingerprint(catalog: Catalog): string {
  const hash = createHash("sha256");
  for (const [object, value] of [...canonicalObjects(catalog)].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${object}\n${canonicalJson(value)}\n`);
  return hash.digest("hex");
}

/** JSON with sorted keys; null, empty and absent values are left out, so that a new field does not change old prints. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, item]): [string, unknown] => [key, sorted(item)])
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
