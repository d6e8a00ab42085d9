import { createHash } from "node:crypto";
import { clipped } from "../../core/clipped.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";

/** The schema of the functions that policies call. */
export const RLS_SCHEMA = "rls";

/** A name that Postgres does not cut off: what is too long ends in a digest of the whole. */
export function fitting(name: string): string {
  if (Buffer.byteLength(name) <= 63) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${clipped(name, 54)}_${digest}`;
}

/** The part of a function's name that stands for a table. */
export const stem = ({ schema, name }: ObjectName): string =>
  schema === "public" ? name : `${schema}_${name}`;

/** Of the policy of one role for one purpose. */
export const policyName = (role: string, purpose: string): string => fitting(`${role}_${purpose}`);
