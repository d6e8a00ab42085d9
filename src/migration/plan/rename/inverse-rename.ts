import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, nameParts, textOf } from "../../../sql/walk.ts";
import type { Fields } from "../../../sql/walk.ts";
import { findObject, printed } from "../alteration.ts";
import type { Change, Surroundings } from "../recipe.ts";

interface InverseRename {
  readonly sql: string;
  readonly back: string;
  /** `index public.tasks_idx` */
  readonly what: string;
  /** No statement of an application says the name. */
  readonly hidden: boolean;
}

interface Place {
  readonly fields: Fields;
  readonly from: string;
  readonly to: string;
  readonly change: Change;
  readonly searchPath: readonly string[];
}

type Rename = (place: Place) => InverseRename | undefined;

/** The statement of an ALTER .. RENAME and the one that undoes it; undefined for tables, their columns, and kinds that are not known. */
export function inverseRename(
  change: Change,
  { searchPath }: Pick<Surroundings, "searchPath">,
): InverseRename | undefined {
  const fields = asNode(change.statement.node, "RenameStmt");
  if (fields === undefined) return undefined;
  const [from, to] = [textOf(fields["subname"]), textOf(fields["newname"])];
  return renames[textOf(fields["renameType"])]?.({ fields, from, to, change, searchPath });
}

/** Something inside of a relation: `ALTER TABLE t RENAME CONSTRAINT a TO b`. */
const inside =
  (
    statement: (relation: string, from: string, to: string) => string,
    kind: string,
    hidden = true,
  ): Rename =>
  ({ fields, from, to, change, searchPath }) => {
    const { tables, views } = change.before;
    const relation = findObject<ObjectName>([...tables, ...views], fields["relation"], searchPath);
    if (relation === undefined) return undefined;
    const name = printed(relation);
    const [a, b] = [quoteIdentifier(from), quoteIdentifier(to)];
    return {
      sql: statement(name, a, b),
      back: statement(name, b, a),
      what: `${kind} ${a} of ${name}`,
      hidden,
    };
  };

/** Something with a name of its own in a schema. */
const whole =
  (
    command: string,
    kind: string,
    found: (place: Place) => ObjectName | undefined,
    hidden: boolean,
    signature: (place: Place) => string = () => "",
  ): Rename =>
  (place) => {
    const object = found(place);
    if (object === undefined) return undefined;
    const { schema, name } = object;
    const after = signature(place);
    const alter = (a: string, b: string): string =>
      `ALTER ${command} ${qualified(schema, a)}${after} RENAME TO ${quoteIdentifier(b)}`;
    return {
      sql: alter(name, place.to),
      back: alter(place.to, name),
      what: `${kind} ${qualified(schema, name)}${after}`,
      hidden,
    };
  };

const indexNames = ({ tables, views }: Catalog): ObjectName[] =>
  [...tables, ...views].flatMap(({ schema, indexes }) =>
    indexes.map(({ name }) => ({ schema, name })),
  );

const sequenceNames = ({ sequences, tables }: Catalog): ObjectName[] => [
  ...sequences,
  ...tables.flatMap(({ columns }) =>
    columns.flatMap(({ identity }) => (identity?.sequence == null ? [] : [identity.sequence])),
  ),
];

const ofRange =
  (names: (catalog: Catalog) => readonly ObjectName[]) =>
  ({ fields, change, searchPath }: Place): ObjectName | undefined =>
    findObject(names(change.before), fields["relation"], searchPath);

/** An object whose name is a list: the one that is there before and not after. */
const ofList =
  (names: (catalog: Catalog) => readonly ObjectName[]) =>
  ({ fields, change }: Place): ObjectName | undefined => {
    const list = asNode(fields["object"], "List");
    const parts = nameParts(listOf(list?.["items"]));
    const later = new Set(names(change.after).map(printed));
    return names(change.before).find(
      (object) => object.name === parts.at(-1) && !later.has(printed(object)),
    );
  };

const routineOf = ({ fields, change }: Place) => {
  const name = nameParts(asNode(fields["object"], "ObjectWithArgs")?.["objname"]).at(-1);
  const key = (routine: ObjectName & { readonly identity: string }): string =>
    `${printed(routine)}(${routine.identity})`;
  const later = new Set(change.after.routines.map(key));
  return change.before.routines.find(
    (routine) => routine.name === name && !later.has(key(routine)),
  );
};

const routine = whole(
  "ROUTINE",
  "routine",
  routineOf,
  false,
  (place) => `(${routineOf(place)?.identity ?? ""})`,
);
const index = whole("INDEX", "index", ofRange(indexNames), true);
const inTable = (what: string) => (relation: string, from: string, to: string) =>
  `ALTER TABLE ${relation} RENAME ${what} ${from} TO ${to}`;
const onTable = (what: string) => (relation: string, from: string, to: string) =>
  `ALTER ${what} ${from} ON ${relation} RENAME TO ${to}`;

const renames: Readonly<Record<string, Rename>> = {
  OBJECT_INDEX: index,
  // ALTER TABLE of an index, under a stronger lock than its own statement's.
  OBJECT_TABLE: index,
  OBJECT_TABCONSTRAINT: inside(inTable("CONSTRAINT"), "constraint"),
  OBJECT_TRIGGER: inside(onTable("TRIGGER"), "trigger"),
  OBJECT_POLICY: inside(onTable("POLICY"), "policy"),
  OBJECT_RULE: inside(onTable("RULE"), "rule"),
  OBJECT_COLUMN: inside(inTable("COLUMN"), "column", false),
  OBJECT_SEQUENCE: whole("SEQUENCE", "sequence", ofRange(sequenceNames), false),
  OBJECT_TYPE: whole(
    "TYPE",
    "type",
    ofList(({ types }) => types),
    false,
  ),
  OBJECT_DOMAIN: whole(
    "DOMAIN",
    "domain",
    ofList(({ types }) => types),
    false,
  ),
  OBJECT_STATISTIC_EXT: whole(
    "STATISTICS",
    "statistics",
    ofList(({ statistics }) => statistics),
    true,
  ),
  OBJECT_FUNCTION: routine,
  OBJECT_PROCEDURE: routine,
  OBJECT_ROUTINE: routine,
  OBJECT_SCHEMA: ({ from, to }) => ({
    sql: `ALTER SCHEMA ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`,
    back: `ALTER SCHEMA ${quoteIdentifier(to)} RENAME TO ${quoteIdentifier(from)}`,
    what: `schema ${quoteIdentifier(from)}`,
    hidden: false,
  }),
};
