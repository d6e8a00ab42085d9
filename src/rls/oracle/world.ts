import type { ResolvedTable, Step } from "../resolved.ts";

/** One row, its values as Postgres prints them; null is NULL. */
export type Values = Readonly<Record<string, string | null>>;

/** A row that is there. */
export interface WorldRow {
  /** Tells it apart within its table. */
  readonly id: string;
  readonly values: Values;
}

/** Rows by qualified name of their table. Tables that are not there have none. */
export type World = ReadonlyMap<string, readonly WorldRow[]>;

/** Who acts, as the context says it: null where it says nothing that is a user, or a tenant. */
export interface Identity {
  readonly user: string | null;
  readonly tenant: string | null;
}

/** The names by which tables of the world are known. */
export const keyOf = ({ schema, name }: { schema: string; name: string }): string =>
  `${schema}.${name}`;

/** The parent that a row refers to; undefined where there is none. */
export function parentOf(world: World, step: Step, values: Values): WorldRow | undefined {
  const pairs = [{ column: step.column, key: step.key }, ...step.with];
  return world
    .get(keyOf(step.table))
    ?.find((parent) =>
      pairs.every(
        ({ column, key }) => values[column] != null && values[column] === parent.values[key],
      ),
    );
}

/** What a row says, or the ancestor of it that has the column. Null where it is NULL, or where there is no such ancestor. */
export function follow(world: World, path: ResolvedTable["tenant"], values: Values): string | null {
  if (path === null) return null;
  let at: Values | undefined = values;
  for (const step of path.steps) at = at && parentOf(world, step, at)?.values;
  return at?.[path.column] ?? null;
}
