import { nameOf } from "../../text.ts";
import { namesBesides } from "../names.ts";
import type { ModelSource, SourceEntity, SourceEnum, SourceRelation } from "../source.ts";
import { wordsOf } from "../words.ts";

/** What the writers of models, enums and relations have in common. */
export interface PrismaContext {
  readonly source: ModelSource;
  /** Whether schemas have to be named. */
  readonly schemas: boolean;
  /** The name of an enum that Prisma can say, by its type. */
  readonly enumName: (base: string) => string | undefined;
  /** The name of a label, by its enum and text. */
  readonly labelName: (base: string, label: string) => string | undefined;
  entityOf(name: { readonly schema: string; readonly name: string }): SourceEntity | undefined;
  use(feature: string): void;
}

export function prismaContext(source: ModelSource, features: Set<string>): PrismaContext {
  const enums = new Map(source.enums.filter(isSayable).map((type) => [nameOf(type), type]));
  const labels = new Map([...enums].map(([base, type]) => [base, labelNames(type)] as const));
  const entities = new Map(source.entities.map((entity) => [nameOf(entity.table), entity]));
  const used = new Set(
    [...source.entities.map(({ table }) => table), ...source.enums].map(({ schema }) => schema),
  );
  return {
    source,
    schemas: used.size > 1 || !used.has("public"),
    enumName: (base) => enums.get(base)?.typeName,
    labelName: (base, label) => labels.get(base)?.get(label),
    entityOf: (name) => entities.get(nameOf(name)),
    use: (feature) => features.add(feature),
  };
}

/** Prisma has neither enums without values nor values without a name. */
export const isSayable = ({ labels }: SourceEnum): boolean =>
  labels.length > 0 && !labels.includes("");

/** `in progress` is `in_progress`, with `@map`. */
function labelNames({ labels }: SourceEnum): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    labels.map((label) => {
      const plain = /^[A-Za-z][A-Za-z0-9_]*$/.test(label);
      const words = wordsOf(label);
      const made = /^[a-z]/.test(words[0] ?? "") ? words.join("_") : ["value", ...words].join("_");
      const first = plain ? label : made;
      let name = first;
      for (let number = 2; taken.has(name); number++) name = `${first}_${number}`;
      taken.add(name);
      return [label, name];
    }),
  );
}

/** Prisma's one-to-one wants a unique key of just the foreign key's columns; else the other end is a list. */
export function isOneToOne(
  entity: SourceEntity | undefined,
  { foreignKey }: SourceRelation,
): boolean {
  if (entity === undefined) return false;
  const wanted = foreignKey.columns.toSorted().join();
  const keys = [...(entity.primaryKey ? [entity.primaryKey] : []), ...entity.uniques];
  const indexes = entity.indexes
    .filter(
      ({ unique, predicate, keys: parts }) =>
        unique && predicate === null && parts.every(({ column }) => column !== null),
    )
    .map(({ keys: parts }) => parts.map(({ column }) => column ?? ""));
  return [...keys.map(({ columns }) => [...columns]), ...indexes].some(
    (columns) => columns.toSorted().join() === wanted,
  );
}

/** Names of fields that Prisma keeps for itself, none of which the source gives. */
export const fieldNames = (entity: SourceEntity): ((column: string) => string) => {
  const names = new Map(entity.columns.map(({ column, property }) => [column.name, property]));
  return (column) => names.get(column) ?? "";
};

/** Names of relations: one for each foreign key, as both ends repeat it. */
export function relationNames({
  entities,
}: ModelSource): Map<SourceRelation["foreignKey"], string> {
  const names = namesBesides([]);
  return new Map(
    entities.flatMap(({ typeName, relations }) =>
      relations
        .filter(({ cardinality }) => cardinality === "one")
        .map(({ foreignKey, name }) => [foreignKey, names.take([`${typeName}_${name}`])] as const),
    ),
  );
}
