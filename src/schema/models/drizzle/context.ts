import { nameOf } from "../../text.ts";
import { namesBesides } from "../names.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { camelCase, pascalCase, wordsOf } from "../words.ts";

/** A constant of the file that stands for an object. */
type Names = ReadonlyMap<string, string>;

/** Names of the file's constants, and what it imports from pg-core; emitters note the latter by `use`. */
export interface DrizzleContext {
  readonly source: ModelSource;
  readonly tables: Names;
  readonly enums: Names;
  readonly schemas: Names;
  readonly sequences: Names;
  /** Custom types by name and data. */
  customType(name: string, data: string): string;
  readonly customTypes: ReadonlyMap<
    string,
    { readonly name: string; readonly data: string; readonly constant: string }
  >;
  use(imported: string): string;
  readonly used: ReadonlySet<string>;
}

const imports =
  "sql relations bigint bigserial bit boolean char check cidr customType date doublePrecision foreignKey index inet integer interval json " +
  "jsonb line macaddr macaddr8 numeric pgEnum pgMaterializedView pgPolicy pgSchema pgSequence pgTable pgView point primaryKey real serial " +
  "smallint smallserial text time timestamp unique uniqueIndex uuid varchar table one many";

const reserved =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function " +
  "if implements import in instanceof interface let new null package private protected public return static super switch this throw true try " +
  "typeof undefined var void while with yield";

export function drizzleContext(source: ModelSource): DrizzleContext {
  const names = namesBesides([...imports.split(" "), ...reserved.split(" ")]);
  const constant = (schema: string, name: string, suffix: string): string => {
    const words = wordsOf(name);
    const own = camelCase(/^[a-z]/.test(words[0] ?? "") ? words : [suffix.toLowerCase(), ...words]);
    const where = camelCase(["in", ...wordsOf(schema)]).slice(2);
    const qualified = `${where.charAt(0).toLowerCase()}${where.slice(1)}${pascalCase(wordsOf(name))}`;
    const second = /^[a-z]/.test(qualified) ? qualified : `${own}${suffix}`;
    return names.take(
      schema === "public" ? [own, `${own}${suffix}`] : [own, second, `${own}${suffix}`],
    );
  };
  const inOrder = <T extends { readonly schema: string }>(objects: readonly T[]): T[] =>
    objects.toSorted((a, b) => Number(b.schema === "public") - Number(a.schema === "public"));
  const tables = new Map(
    inOrder(source.entities.map(({ table }) => table)).map((table) => [
      nameOf(table),
      constant(table.schema, table.name, "Table"),
    ]),
  );
  const enums = new Map(
    inOrder(source.enums).map((type) => [nameOf(type), constant(type.schema, type.name, "Enum")]),
  );
  const sequences = new Map(
    source.catalog.sequences
      .filter(({ schema }) => source.schemas.includes(schema))
      .map((sequence) => [nameOf(sequence), constant(sequence.schema, sequence.name, "Sequence")]),
  );
  const schemas = new Map(
    [
      ...new Set(
        [...source.entities.map(({ table }) => table), ...source.enums].map(({ schema }) => schema),
      ),
    ]
      .filter((schema) => schema !== "public")
      .map((schema) => [schema, constant("public", `${schema} schema`, "Schema")]),
  );
  const customTypes = new Map<string, { name: string; data: string; constant: string }>();
  const used = new Set<string>();
  return {
    source,
    tables,
    enums,
    schemas,
    sequences,
    customTypes,
    used,
    use(imported) {
      used.add(imported);
      return imported;
    },
    customType(name, data) {
      const key = JSON.stringify([name, data]);
      const found = customTypes.get(key);
      if (found !== undefined) return found.constant;
      const made = constant("public", name, "Type");
      customTypes.set(key, { name, data, constant: made });
      return made;
    },
  };
}

/** The constant of an entity's table. */
export const constantOf = (
  { tables }: DrizzleContext,
  { table }: Pick<SourceEntity, "table">,
): string => tables.get(nameOf(table)) ?? "";

/** A template of Drizzle with this SQL in it. */
export function sqlTemplate(text: string): string {
  const inside = text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `sql\`${inside}\``;
}
