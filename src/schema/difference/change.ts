/** One statement of a plan, or of a part of one. */
export interface Change {
  readonly sql: string;
  /** What of the rows is lost, or may be: `the rows of public.tasks`. */
  readonly destroys?: string;
  /** Runs outside a transaction, or what it brings can only be used after its transaction. */
  readonly alone?: boolean;
}

/** What is to be done about an object that both sides have. */
export type Verdict =
  | { readonly kind: "same" }
  /** Dropped and created again. */
  | { readonly kind: "remake" }
  | { readonly kind: "refuse"; readonly reason: string; readonly hint?: string }
  | {
      readonly kind: "change";
      readonly changes: readonly Change[];
      /** Done before what it needs is made anew; `changes` come afterwards. */
      readonly beforehand?: readonly Change[];
      /** What is printed in terms of it has to be made anew: views and expressions on a column whose type changes. */
      readonly disturbs?: boolean;
    };

export const same: Verdict = { kind: "same" };
export const remake: Verdict = { kind: "remake" };

/** The statements in place; none where there is nothing to do. */
export function inPlace(statements: readonly (string | Change)[]): Verdict {
  if (statements.length === 0) return same;
  return { kind: "change", changes: statements.map(asChange) };
}

export function asChange(statement: string | Change): Change {
  return typeof statement === "string" ? { sql: statement } : statement;
}
