import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { constraintComments } from "../../../schema/emit/constraints.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { isFields, nameParts, tagged } from "../../../sql/walk.ts";
import { printed } from "../alteration.ts";
import type { Alteration } from "../alteration.ts";
import type { Hints } from "../recipe.ts";
import { isVolatile, readsOf, typeTextOf, usingOf } from "../replace/conversion.ts";
import { renameColumns } from "../replace/rename-columns.ts";
import { sameName } from "../replace/replacement.ts";
import { hinted } from "../hints.ts";

export interface Key {
  readonly table: Table;
  readonly column: Column;
}

interface Reference {
  readonly table: Table;
  readonly constraint: Constraint;
}

export interface Wishes {
  /** `server_version_num` of the target. */
  readonly version: number;
  readonly hints: Hints;
}

interface Asked extends Wishes {
  /** The script says itself what becomes of the default. */
  readonly isSettled: boolean;
  /** Whether a column of one type can refer to one of the other. */
  readonly canRefer: (from: string, to: string) => Promise<boolean>;
}

/**
 * The type of a key changes with those of all columns that refer to it, at any depth. A number that Postgres counts becomes a uuid: what
 * counts goes, and a default makes uuids. `hints.using` of the key says what becomes of its values. Undefined where Postgres takes the
 * change as it stands, or refuses it for another reason.
 */
export async function keyType(
  statement: string,
  { subtype, table, name, command }: Alteration,
  catalog: Catalog,
  { version, hints, isSettled, canRefer }: Asked,
): Promise<{ readonly statements: readonly string[]; readonly keys: readonly Key[] } | undefined> {
  const column = table.columns.find((item) => item.name === name);
  if (subtype !== "AT_AlterColumnType" || column === undefined) return undefined;
  const own = { table, column };
  const { keys, references } = followers(own, catalog);
  const counted = !isSettled && isCounted(column) && typeOf(command["def"]) === "uuid";
  const type = await typeTextOf(statement);
  if (!counted && (await isReferable(keys.slice(1), type, canRefer))) return undefined;
  const maker = version >= 180000 ? "uuidv7()" : "gen_random_uuid()";
  const given = hinted(hints.using, table, name) ?? (await usingOf(statement));
  const using = given ?? (counted ? maker : undefined);
  const types: string[] = [];
  for (const key of keys) {
    const value = key === own ? using : await followed(key, own, { using, maker, hints });
    types.push(
      ...(counted ? uncounted(key) : []),
      `${alter(key)} TYPE ${type}${value === undefined ? "" : ` USING ${value}`}`,
    );
  }
  const makes = using !== undefined && isVolatile(using) ? using : maker;
  const statements = [
    ...references.map(
      ({ table: on, constraint }) =>
        `ALTER TABLE ${printed(on)} DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`,
    ),
    ...types,
    ...(counted ? [`${alter(own)} SET DEFAULT ${makes}`] : []),
    ...references.flatMap(({ table: on, constraint }) => [
      `ALTER TABLE ${printed(on)} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition}`,
      ...constraintComments(on, constraint),
    ]),
  ];
  return { statements, keys };
}

async function isReferable(
  keys: readonly Key[],
  type: string,
  canRefer: Asked["canRefer"],
): Promise<boolean> {
  for (const from of new Set(keys.map(({ column }) => column.type)))
    if (!(await canRefer(from, type))) return false;
  return true;
}

const alter = ({ table, column }: Key): string =>
  `ALTER TABLE ${printed(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;

const isCounted = ({ identity, default: given }: Column): boolean =>
  identity !== null || given?.startsWith("nextval(") === true;

function typeOf(definition: unknown): string | undefined {
  const [, fields] = tagged(definition) ?? [];
  const type = fields?.["typeName"];
  return isFields(type) ? nameParts(type["names"]).at(-1) : undefined;
}

/** No identity, and no default that is a number. */
function uncounted(key: Key): string[] {
  const { identity, default: given } = key.column;
  if (identity !== null) return [`${alter(key)} DROP IDENTITY`];
  return given === null ? [] : [`${alter(key)} DROP DEFAULT`];
}

/** The key and the columns that refer to it, or to one of those; and the foreign keys between them. */
function followers(
  own: Key,
  { tables }: Catalog,
): { readonly keys: readonly Key[]; readonly references: readonly Reference[] } {
  const keys = [own];
  const references = new Map<Constraint, Reference>();
  // the list grows while it is gone through
  for (const key of keys)
    for (const table of tables)
      for (const constraint of table.constraints) {
        const { references: to, local, columns } = constraint;
        if (to === null || !local || !sameName(to.table, key.table)) continue;
        const at = to.columns.indexOf(key.column.name);
        const column = table.columns.find(({ name }) => name === columns[at]);
        if (at === -1 || column === undefined) continue;
        references.set(constraint, { table, constraint });
        if (!keys.some((one) => one.column === column)) keys.push({ table, column });
      }
  return { keys, references: [...references.values()] };
}

/** Where the key's value is computed from the key alone, the same of the column that refers to it; else it is looked up later. */
async function followed(
  { table, column }: Key,
  key: Key,
  { using, maker, hints }: Pick<Wishes, "hints"> & { using: string | undefined; maker: string },
): Promise<string | undefined> {
  const given = hinted(hints.using, table, column.name);
  if (given !== undefined || using === undefined) return given;
  const reads = await readsOf(using, key.table);
  if (isVolatile(using) || reads.some((name) => name !== key.column.name)) return maker;
  const names = new Map([[key.column.name, column.name]]);
  return (await renameColumns(`SELECT ${using}`, names)).slice("SELECT ".length);
}
