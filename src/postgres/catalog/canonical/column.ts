import type { Column, Identity, NotNull } from "../model/column.ts";
import type { Canonical, Context } from "./context.ts";
import { without } from "./context.ts";
import { isGenerated } from "./names.ts";

/** The position says the order; columns that were dropped leave no trace. */
export function canonicalColumn(
  column: Column,
  position: number,
  table: string,
  context: Context,
): Canonical {
  const { notNull, identity, grants } = column;
  return {
    ...without(column, "name"),
    position,
    notNull: notNull === null ? null : canonicalNotNull(notNull, column, table),
    identity: identity === null ? null : canonicalIdentity(identity, column, table),
    grants: context.grants(grants),
  };
}

/**
 * Before Postgres 18 a NOT NULL is a flag, so what only the constraint knows counts where it is not as the flag would
 * be: a name of the user's, NOT VALID, NO INHERIT.
 */
function canonicalNotNull(notNull: NotNull, column: Column, table: string): Canonical {
  const { name, validated, noInherit, comment } = notNull;
  const named = name !== null && !isGenerated(name, table, column.name, "not_null");
  return { name: named ? name : null, validated, noInherit, comment };
}

function canonicalIdentity(identity: Identity, column: Column, table: string): Canonical {
  const { generation, sequence } = identity;
  if (sequence === null) return { generation };
  const generated = isGenerated(sequence.name, table, column.name, "seq");
  return { generation, sequence: { ...sequence, name: generated ? null : sequence.name } };
}
