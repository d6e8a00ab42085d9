import type { ObjectName, Owned } from "./common.ts";

export interface Routine extends ObjectName, Owned {
  readonly kind: "function" | "procedure" | "aggregate" | "window function";
  /** What tells overloads apart: `pg_get_function_identity_arguments`. */
  readonly identity: string;
  /** With names, modes and defaults: `pg_get_function_arguments`. */
  readonly arguments: string;
  /** `pg_get_function_result`; null of a procedure. */
  readonly result: string | null;
  readonly language: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly strict: boolean;
  readonly securityDefiner: boolean;
  readonly leakproof: boolean;
  readonly parallel: "safe" | "restricted" | "unsafe";
  readonly cost: number;
  readonly rows: number;
  readonly support: string | null;
  /** `search_path=pg_catalog`, in the order of definition. */
  readonly settings: readonly string[];
  /** Types of `TRANSFORM FOR TYPE`. */
  readonly transforms: readonly string[];
  /** Source text; empty for an aggregate and a `BEGIN ATOMIC` body. */
  readonly source: string;
  /** Shared library of a C function. */
  readonly library: string | null;
  /** `BEGIN ATOMIC ...` or `RETURN ...`. */
  readonly sqlBody: string | null;
  /** `pg_get_functiondef`; null of an aggregate. */
  readonly definition: string | null;
  /** The fields of `pg_aggregate`, with functions and types by name. */
  readonly aggregate: Readonly<Record<string, unknown>> | null;
}
