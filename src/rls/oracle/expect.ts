import type { ResolvedIntent, ResolvedTable } from "../resolved.ts";
import { permitsOf, type Permits } from "./permit.ts";
import { keyOf, type Identity, type Values, type World, type WorldRow } from "./world.ts";

/** Who tries something. */
export type Power =
  /** The application role, in a context. */
  | { readonly kind: "application"; readonly identity: Identity }
  /** Sees and changes every row. */
  | { readonly kind: "admin" }
  /** A role of which the intent says nothing. */
  | { readonly kind: "stranger" };

/** One attempt on one table, as far as the intent has something to say on it. */
export type Attempt =
  /** Read these rows, or all. */
  | { readonly does: "select" }
  /** Put a row there. With `returning` it is read as well. */
  | { readonly does: "insert"; readonly row: Values; readonly returning?: boolean }
  /**
   * Change columns of these rows. `reads` is whether the statement has a WHERE or a RETURNING, so that Postgres wants to select what it
   * updates, before and after.
   */
  | {
      readonly does: "update";
      readonly rows: readonly WorldRow[];
      readonly set: Values;
      readonly reads: boolean;
    }
  | { readonly does: "delete"; readonly rows: readonly WorldRow[]; readonly reads: boolean }
  /** INSERT ... ON CONFLICT DO UPDATE of a row that is there, or of none. */
  | {
      readonly does: "upsert";
      readonly row: Values;
      readonly on: WorldRow | undefined;
      readonly set: Values;
    }
  /** INSERT of a row for each of these that can be read. */
  | { readonly does: "insert from"; readonly row: Values; readonly rows: readonly WorldRow[] }
  /** What no row-level security applies to, so that no privilege may be there. */
  | { readonly does: "truncate" };

/**
 * What comes of it: `rows` are the ids of those seen or changed, or how many; `nothing` is that no row is seen or changed, with an error
 * or without; `refused` the same.
 */
export type Expected =
  | { readonly effect: "rows"; readonly ids: readonly string[] }
  | { readonly effect: "nothing" };

const nothing: Expected = { effect: "nothing" };
const rows = (ids: readonly string[]): Expected =>
  ids.length === 0 ? nothing : { effect: "rows", ids };

export interface Oracle {
  expect(table: ResolvedTable, power: Power, attempt: Attempt): Expected;
}

/** Computes from the intent, and from what Postgres does to every role, what each attempt comes to in this world. */
export function createOracle(intent: ResolvedIntent, world: World): Oracle {
  const known = new Map<string, Permits>();
  const permits = (identity: Identity): Permits => {
    const key = JSON.stringify([identity.user, identity.tenant]);
    const found = known.get(key) ?? permitsOf(intent, world, identity);
    known.set(key, found);
    return found;
  };
  return {
    expect(table, power, attempt) {
      if (attempt.does === "truncate" || power.kind === "stranger") return nothing;
      if (power.kind === "admin") return judge(everything, world, table, attempt);
      return judge(permits(power.identity), world, table, attempt);
    },
  };
}

const everything: Permits = { tenants: new Set(), holds: () => true, may: () => true };

function judge(permits: Permits, world: World, table: ResolvedTable, attempt: Attempt): Expected {
  const sees = (values: Values): boolean => permits.may(table, "select", values);
  switch (attempt.does) {
    case "select":
      return rows(
        idsOf((world.get(keyOf(table.table)) ?? []).filter(({ values }) => sees(values))),
      );
    case "insert": {
      const { row, returning = false } = attempt;
      return permits.holds(table, "insert", row) && (!returning || sees(row))
        ? rows(["new"])
        : nothing;
    }
    case "update": {
      const { set, reads } = attempt;
      const old = attempt.rows.filter(
        ({ values }) => permits.may(table, "update", values) && (!reads || sees(values)),
      );
      // one row that may not become what it would stops the whole statement
      const stopped = old.some(({ values }) => {
        const next = { ...values, ...set };
        return !permits.holds(table, "update", next) || (reads && !sees(next));
      });
      return stopped ? nothing : rows(idsOf(old));
    }
    case "delete":
      return rows(
        idsOf(
          attempt.rows.filter(
            ({ values }) =>
              permits.may(table, "delete", values) && (!attempt.reads || sees(values)),
          ),
        ),
      );
    case "upsert":
      return upsert(permits, table, attempt) ? rows(["new"]) : nothing;
    case "insert from": {
      const read = attempt.rows.filter(({ values }) => sees(values));
      return permits.holds(table, "insert", attempt.row) ? rows(read.map(() => "new")) : nothing;
    }
    case "truncate":
      return nothing;
  }
}

const idsOf = (found: readonly WorldRow[]): string[] => found.map(({ id }) => id);

/** Both commands have to be allowed, and what is there has to be one that may be seen and updated, as what it becomes. */
function upsert(
  permits: Permits,
  table: ResolvedTable,
  { row, on, set }: Extract<Attempt, { does: "upsert" }>,
): boolean {
  const sees = (values: Values): boolean => permits.may(table, "select", values);
  if (!permits.holds(table, "insert", row)) return false;
  if (on === undefined) return sees(row);
  const next = { ...on.values, ...set };
  return (
    permits.may(table, "update", on.values) &&
    sees(on.values) &&
    permits.holds(table, "update", next) &&
    sees(next)
  );
}
