import { identifier } from "../../core/identifier.ts";
import { ToolError } from "../../core/errors.ts";

export const WRITE_MODE = 'Use `mode: "write"` where writing is allowed.';

/** READ_ONLY for a construct of the statement: `INSERT`, `SELECT INTO`. */
export function readOnly(construct: string): ToolError {
  return new ToolError(
    "READ_ONLY",
    `The statement uses ${construct}; only SELECT, VALUES, TABLE, WITH, EXPLAIN of these and SHOW read.`,
    WRITE_MODE,
  );
}

/** READ_ONLY for an object that the statement reaches; `path` tells through what. */
export function refused(what: string, next: string): ToolError {
  return new ToolError("READ_ONLY", what, next);
}

/** `schema.name` in our own sentences. */
export function named(schema: string, name: string): string {
  return `\`${identifier(schema === "pg_catalog" ? name : `${schema}.${name}`)}\``;
}
