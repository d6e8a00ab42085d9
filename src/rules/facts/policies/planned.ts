/** What Postgres's planner makes of one condition of a policy, as a role meets it for whom the policy holds. */
export interface PlannedPolicy {
  readonly table: string;
  readonly policy: string;
  readonly part: "using" | "check";
  /** Columns of the table that the condition speaks of, in sub-selects too. */
  readonly columns: readonly string[];
  /** There is a sub-select on a table in it. */
  readonly readsOthers: boolean;
  /** Constants in the condition, as the names of settings and claims. */
  readonly constants: readonly string[];
  /** Why a query on the table cannot be planned: SQLSTATE and message of Postgres. */
  readonly error: { readonly sqlstate: string; readonly message: string } | null;
  /** Nothing of the condition is left: it is true of every row. */
  readonly always: boolean;
  /** It is true of no row. */
  readonly never: boolean;
  /** The same as `always` where nobody has said who he is: settings unset, context functions NULL. */
  readonly alwaysWithoutContext: boolean;
  /** It does not look at the row: for one caller it holds for all rows or for none. */
  readonly ignoresRow: boolean;
  /** Functions called for each row though they do not need the row: they could be hoisted into an InitPlan. */
  readonly perRow: readonly string[];
  /** Functions that are given columns of the row. */
  readonly ofRow: readonly string[];
  /** A sub-select that is run for each row: a `value` without a table (the slow form of a hoist), or `rows` of others. */
  readonly correlated: "value" | "rows" | null;
  /** An index finds the rows. */
  readonly indexed: boolean;
  /** Columns of which an index would find them, where none does: tried with one. */
  readonly indexWouldHelp: readonly string[];
}
