import type { Value } from "../client.ts";
import type { Insertion } from "./insertion.ts";

/** What a file of configuration holds at a path: nothing, this value, or no place for a value at all. */
export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly why: string };

export interface Inserted {
  readonly text: string;
  readonly insertions: readonly Insertion[];
  /** How many objects on the way had to be made. */
  readonly made: number;
}

/** A format of configuration files, edited as text so that nothing else in them changes. */
export interface Format {
  find(text: string, path: readonly string[]): Found;
  /** Where nothing is at the path yet. */
  insert(text: string, path: readonly string[], value: Value): Inserted;
  /** Takes the value out, and the last `made` objects on the way to it if nothing else is in them. */
  remove(text: string, path: readonly string[], made: number): string;
  /** Whether nothing is said any more. */
  isEmpty(text: string): boolean;
}
