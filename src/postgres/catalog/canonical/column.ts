import type { Column, Identity, NotNull } from "../model/column.ts";
import type { ObjectName } from "../model/common.ts";
import type { Canonical, Context } from "./context.ts";
import { without } from "./context.ts";
import { isGenerated } from "./names.ts";

/** The relation of a column, as far as its columns depend on it. */
export interface RelationName extends ObjectName {
  readonly unlogged?: boolean;
}

/** The position says the order; columns that were dropped leave no trace. */
export function canonicalColumn(
  column: Column,
  position: number,
  relation: RelationName,
  context: Context,
): Canonical {
  const { notNull, identity, grants } = column;
  return {
    ...without(column, "name"),
    position,
    notNull: notNull === null ? null : canonicalNotNull(notNull),
    identity: identity === null ? null : canonicalIdentity(identity, column, relation, context),
    grants: context.grants(grants),
  };
}

/**
 * Before Postgres 18 a NOT NULL is a flag, so what only the constraint knows counts where it is not as the flag would
 * be: NOT VALID, NO INHERIT, a name of the user's. Children and LIKE keep names that were generated for other tables,
 * and renaming leaves them behind, so a generated name shows in its end only.
 */
function canonicalNotNull(notNull: NotNull): Canonical {
  const { name, validated, noInherit, comment } = notNull;
  const chosen = name !== null && !/_not_null\d*$/.test(name);
  return { name: chosen ? name : null, validated, noInherit, comment };
}

function canonicalIdentity(
  identity: Identity,
  column: Column,
  relation: RelationName,
  context: Context,
): Canonical {
  const { generation, sequence } = identity;
  if (sequence === null) return { generation };
  const { name, schema, unlogged } = sequence;
  return {
    generation,
    sequence: {
      ...sequence,
      schema: schema === relation.schema ? null : schema,
      name: isGenerated(name, relation.name, column.name, "seq") ? null : name,
      unlogged: context.isOdd(unlogged, relation.unlogged ?? false),
    },
  };
}
