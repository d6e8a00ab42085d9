import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import { nameOf } from "../text.ts";
import type { Names } from "./names.ts";
import type { SourceEntity, SourceRelation } from "./source.ts";
import { camelCase, plural, singular, wordsOf } from "./words.ts";

/** An entity while its relations are still to come. */
export type BareEntity = Omit<SourceEntity, "relations">;

interface Link {
  readonly from: BareEntity;
  readonly to: BareEntity;
  readonly foreignKey: Constraint;
}

/** The members that foreign keys give to both of their ends, by the names of the tables. `left` are the names that an entity's columns leave. */
export function relationsOf(
  entities: readonly BareEntity[],
  left: (entity: BareEntity) => Names,
): Map<string, readonly SourceRelation[]> {
  const byName = new Map(entities.map((entity) => [nameOf(entity.table), entity]));
  const links = entities.flatMap((from) =>
    from.foreignKeys.flatMap((foreignKey): Link[] => {
      const to = foreignKey.references && byName.get(nameOf(foreignKey.references.table));
      return to === undefined || to === null ? [] : [{ from, to, foreignKey }];
    }),
  );
  const pairs = new Map<string, number>();
  for (const link of links) pairs.set(pairOf(link), (pairs.get(pairOf(link)) ?? 0) + 1);
  // the side with the columns has the first choice of names
  const ones = links.map((link) => left(link.from).take(namesOfOne(link)));
  const joins = new Map(links.flatMap((link) => joinOf(link, links)));
  const found = new Map<string, SourceRelation[]>(entities.map(({ table }) => [nameOf(table), []]));
  const inverses = links.map((link, index) => {
    const ambiguous = link.from === link.to || (pairs.get(pairOf(link)) ?? 0) > 1;
    const name = left(link.to).take(namesOfMany(link, ones[index] ?? "", ambiguous));
    const { from, to, foreignKey } = link;
    const common = { foreignKey, ambiguous, through: undefined };
    found.get(nameOf(from.table))?.push({
      ...common,
      name: ones[index] ?? "",
      to: objectName(to),
      cardinality: "one",
      inverse: name,
    });
    return { link, name, common, inverse: ones[index] ?? "" };
  });
  for (const { link, name, common, inverse } of inverses) {
    const through = joins.get(link);
    found.get(nameOf(link.to.table))?.push({
      ...common,
      name,
      to: objectName(link.from),
      cardinality: isUnique(link) ? "maybe" : "many",
      inverse,
      through: through && {
        table: objectName(link.from),
        to: objectName(through.to),
        name: left(link.to).take(namesOfBehind(link, through)),
      },
    });
  }
  return found;
}

const objectName = ({ table }: BareEntity): ObjectName => ({
  schema: table.schema,
  name: table.name,
});

const pairOf = ({ from, to }: Link): string =>
  [nameOf(from.table), nameOf(to.table)].toSorted().join(" ");

/** `author_id` is `author`; of several columns the one that is this key's own, as with `(tenant_id, author_id)`. */
function namesOfOne({ from, to, foreignKey }: Link): string[] {
  const others = from.foreignKeys
    .filter((other) => other !== foreignKey)
    .flatMap(({ columns }) => columns);
  const target = singular(wordsOf(to.table.name));
  const own = foreignKey.columns.filter(
    (column, index) =>
      !others.includes(column) &&
      !(index === 0 && /tenant|^org/i.test(column) && foreignKey.columns.length > 1),
  );
  const [column = ""] =
    foreignKey.columns.length === 1 ? foreignKey.columns : own.length === 1 ? own : [];
  const words = wordsOf(column);
  const bare =
    words.length > 1 && /^(id|uuid|key|fk|no|code|ref)$/.test(words.at(-1) ?? "")
      ? words.slice(0, -1)
      : [];
  const candidates = [bare, target, [...(bare.length > 0 ? bare : words), ...target]];
  return candidates.filter((each) => each.length > 0).map(identifier);
}

/** `tasks`, of one-to-one `profile`; with several keys between the two, or to itself, `tasksAsAuthor`. */
function namesOfMany(link: Link, one: string, ambiguous: boolean): string[] {
  const words = wordsOf(link.from.table.name);
  const plain = isUnique(link) ? singular(words) : plural(words);
  const told = [...plain, "as", ...wordsOf(one)];
  if (link.from === link.to && one === "parent") return ["children", identifier(told)];
  return ambiguous ? [identifier(told)] : [identifier(plain), identifier(told)];
}

function namesOfBehind(link: Link, through: Link): string[] {
  const plain = plural(wordsOf(through.to.table.name));
  const byColumn = plural(
    wordsOf(through.foreignKey.columns[0] ?? "").filter((word) => word !== "id"),
  );
  const by = [...plain, "by", ...wordsOf(link.from.table.name)];
  return link.to === through.to
    ? [identifier(byColumn), identifier(by)]
    : [identifier(plain), identifier(by)];
}

function identifier(words: readonly string[]): string {
  const name = camelCase(words);
  return /^[a-z]/.test(name) ? name : `related${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** A key of the table lies within the foreign key's columns, so a row has at most one on the other side. */
function isUnique({ from, foreignKey }: Link): boolean {
  const keys = [...(from.primaryKey ? [from.primaryKey] : []), ...from.uniques];
  const indexes = from.indexes.filter(
    ({ unique, valid, predicate, keys: parts }) =>
      unique && valid && predicate === null && parts.every(({ column }) => column !== null),
  );
  return [
    ...keys.map(({ columns }) => columns),
    ...indexes.map(({ keys: parts }) => parts.map(({ column }) => column ?? "")),
  ].some((columns) => columns.every((column) => foreignKey.columns.includes(column)));
}

/** The other key of a join table: two foreign keys make up its primary key, and it has no other columns. */
function joinOf(link: Link, links: readonly Link[]): [Link, Link][] {
  const { from, foreignKey } = link;
  const keys = links.filter((other) => other.from === from);
  const other = keys.find((each) => each !== link);
  const columns = new Set(keys.flatMap((each) => each.foreignKey.columns));
  const whole =
    keys.length === 2 &&
    from.columns.length === columns.size &&
    from.primaryKey?.columns.length === columns.size &&
    from.foreignKeys.length === 2;
  return whole && other !== undefined && foreignKey !== other.foreignKey && !isUnique(link)
    ? [[link, other]]
    : [];
}
