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

/** JSON with sorted keys and without nulls, so that a field that is new here does not change what was printed before. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const record = value as Readonly<Record<string, unknown>>;
  const fields = Object.keys(record)
    .filter((key) => record[key] !== null && record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${fields.join()}}`;
}
