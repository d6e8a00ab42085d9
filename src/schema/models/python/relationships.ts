import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { ModelSource, SourceEntity, SourceRelation } from "../source.ts";
import { isSayable } from "./columns.ts";
import { entityNamed, oncePerSource } from "./lookup.ts";
import type { PythonNames } from "./names.ts";
import { keyword, quoted, type Code } from "./text.ts";

/** A member of a class that holds other rows. */
export interface Relationship {
  readonly name: string;
  /** The class of the other rows. */
  readonly target: string;
  readonly many: boolean;
  /** May be None. */
  readonly optional: boolean;
  readonly backPopulates: string;
  /** The class of the table between the two. */
  readonly link: SourceEntity | undefined;
  /** What `relationship` is called with besides `back_populates` and the table between. */
  readonly options: Readonly<Record<string, Code>>;
}

/**
 * The relationships of one class. Where a table is nothing but a link, both its ends hold each other, and it holds neither. On deletion the
 * session leaves to Postgres what Postgres does.
 */
export function relationships(
  entity: SourceEntity,
  source: ModelSource,
  names: PythonNames,
): Relationship[] {
  const links = linkTables(source);
  return entity.relations.flatMap((relation): Relationship[] => {
    const other = entityNamed(source, relation.to);
    if (other === undefined || !isSayable(relation.foreignKey, source)) return [];
    if (relation.through !== undefined && links.has(other))
      return throughLink(entity, relation, other);
    if (links.has(entity) && relation.cardinality === "one") return [];
    if (!isMapped(entity) || !isMapped(other)) return [];
    return [direct(entity, relation, other)];
  });

  function direct(from: SourceEntity, relation: SourceRelation, to: SourceEntity): Relationship {
    const { name, inverse, foreignKey, cardinality, ambiguous } = relation;
    const isOne = cardinality === "one";
    const holder = isOne ? from : to;
    const overlaps = overlapping(holder, foreignKey, source, names);
    const options: Record<string, Code> = {
      ...(ambiguous ? { foreign_keys: columnsOf(holder, foreignKey.columns) } : {}),
      ...(isOne && from === to
        ? { remote_side: columnsOf(to, foreignKey.references?.columns ?? []) }
        : {}),
      ...(isOne ? {} : onDeletion(foreignKey)),
      ...(overlaps === "" ? {} : { overlaps: quoted(overlaps) }),
    };
    return {
      name: names.relation(from, name),
      target: names.type(to.typeName),
      many: cardinality === "many",
      optional: cardinality === "maybe" || (isOne && isNullable(from, foreignKey)),
      backPopulates: names.relation(to, inverse),
      link: undefined,
      options,
    };
  }

  function throughLink(
    from: SourceEntity,
    relation: SourceRelation,
    link: SourceEntity,
  ): Relationship[] {
    const { through, foreignKey } = relation;
    const to = through && entityNamed(source, through.to);
    const far = link.foreignKeys.find((key) => key !== foreignKey);
    const back = to?.relations.find(
      (each) => each.foreignKey === far && each.through !== undefined,
    )?.through;
    if (through === undefined || to === undefined || far === undefined || back === undefined)
      return [];
    const joined = (side: SourceEntity, key: Constraint): Code =>
      quoted(joinCondition(side, link, key));
    const isItself = from === to;
    const cascades = foreignKey.references?.onDelete === "cascade";
    return [
      {
        name: names.relation(from, through.name),
        target: names.type(to.typeName),
        many: true,
        optional: false,
        backPopulates: names.relation(to, back.name),
        link,
        options: {
          ...(isItself
            ? { primaryjoin: joined(from, foreignKey), secondaryjoin: joined(to, far) }
            : {}),
          ...(cascades ? { passive_deletes: "True" } : {}),
        },
      },
    ];
  }

  function joinCondition(side: SourceEntity, link: SourceEntity, key: Constraint): string {
    const pairs = key.columns.map(
      (column, at) =>
        `${memberOf(side, key.references?.columns[at] ?? "")} == ${memberOf(link, column)}`,
    );
    return pairs.length === 1 ? (pairs[0] ?? "") : `and_(${pairs.join(", ")})`;
  }

  function memberOf(of: SourceEntity, column: string): string {
    return `${names.type(of.typeName)}.${names.column(of, column)}`;
  }

  function columnsOf(of: SourceEntity, columns: readonly string[]): Code {
    const members = columns.map((column) => memberOf(of, column));
    return quoted(members.length === 1 ? (members[0] ?? "") : `[${members.join(", ")}]`);
  }
}

/** Declarative classes need a primary key; what has none is a Core table. */
export const isMapped = ({ table, primaryKey }: SourceEntity): boolean =>
  "constraints" in table && primaryKey !== undefined;

/** Tables between two others that nobody has to name. */
const linkTables = oncePerSource((source): ReadonlySet<SourceEntity> => {
  const mapped = ({ to }: Pick<SourceRelation, "to">): SourceEntity[] => {
    const entity = entityNamed(source, to);
    return entity !== undefined && isMapped(entity) ? [entity] : [];
  };
  return new Set(
    source.entities
      .flatMap(({ relations }) => relations)
      .filter(({ through }) => through !== undefined && mapped(through).length > 0)
      .flatMap(mapped),
  );
});

const isNullable = ({ columns }: SourceEntity, { columns: key }: Constraint): boolean =>
  columns.some(({ column, nullable }) => nullable && key.includes(column.name));

/** What Postgres does to the rows that refer to a deleted one, the session need not. */
function onDeletion({ references }: Constraint): Record<string, Code> {
  const action = references?.onDelete ?? "no action";
  if (action === "cascade") return { cascade: quoted("all, delete"), passive_deletes: "True" };
  return { passive_deletes: action.startsWith("set ") ? "True" : quoted("all") };
}

/** The other relationships which write a column of this key too, as with a tenant that several keys have in them. */
function overlapping(
  holder: SourceEntity,
  foreignKey: Constraint,
  source: ModelSource,
  names: PythonNames,
): string {
  const others = holder.relations.filter(
    (each) =>
      each.cardinality === "one" &&
      each.foreignKey !== foreignKey &&
      isSayable(each.foreignKey, source) &&
      each.foreignKey.columns.some((column) => foreignKey.columns.includes(column)),
  );
  const found = others.flatMap((each) => {
    const other = entityNamed(source, each.to);
    return [
      names.relation(holder, each.name),
      ...(other === undefined ? [] : [names.relation(other, each.inverse)]),
    ];
  });
  return [...new Set(found)].join(",");
}

/** `name=value` for each option. */
export const keywords = (options: Readonly<Record<string, Code>>): Code[] =>
  Object.entries(options).map(([name, value]) => keyword(name, value));
