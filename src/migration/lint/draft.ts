import type { Statement } from "../../sql/parse.ts";
import type { Place } from "./split.ts";

/** A statement of a set before anybody has executed it. */
export interface Draft extends Place {
  readonly statement: Statement;
  /** From 0, over all files. */
  readonly number: number;
  readonly file: string | undefined;
  /** Statements with the same number run in one transaction; undefined runs by itself. */
  readonly transaction: number | undefined;
  readonly settings: ReadonlyMap<string, string>;
  /** Rules that a comment before it switches off. */
  readonly ignored: readonly string[];
}
