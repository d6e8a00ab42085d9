import { nameOf } from "../../text.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { wordsOf } from "../words.ts";
import { keyOf } from "./lookup.ts";

/** What tables, columns and relations are called in Python. */
export interface PythonNames {
  /** Of a type or entity, by the name that the source gives it. */
  type(typeName: string): string;
  column(entity: SourceEntity, column: string): string;
  relation(entity: SourceEntity, name: string): string;
}

const keywords =
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or " +
  "pass raise return try while with yield";

/** What the bodies of classes call, which a member of that name would hide, and what calls of classes cannot be given. */
const used =
  "bool bytes datetime dict float int list mapped_column postgresql relationship sa self str";

/** What SQLAlchemy's declarative classes have by themselves. */
export const DECLARATIVE = "metadata registry";

/** What Pydantic's models have by themselves, from its first version on. */
export const PYDANTIC =
  "construct copy dict fields_set from_orm json model_computed_fields model_config model_construct model_copy model_dump model_dump_json " +
  "model_extra model_fields model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild model_validate " +
  "model_validate_json model_validate_strings obeys_checks parse_file parse_obj parse_raw schema schema_json update_forward_refs validate";

/** What the files import or define, beyond what the source keeps clear of. */
const importedTypes = new Set(
  "Annotated Base ConfigDict DeclarativeBase Int2 Int4 Int8 Mapped Oid PostgresType UUID".split(
    " ",
  ),
);

/** Columns keep their names where Python can say them; a reserved one has an underscore behind it. `reserved` are words. */
export function pythonNames(source: ModelSource, reserved: string): PythonNames {
  const refused = new Set([keywords, used, reserved].join(" ").split(" "));
  const members = new Map<string, ReadonlyMap<string, string>>();
  for (const { table, columns, relations } of source.entities) {
    const taken = new Set(refused);
    const free = (name: string): string => {
      let found = name;
      while (taken.has(found)) found += "_";
      taken.add(found);
      return found;
    };
    const own = new Map<string, string>();
    for (const { column, property } of columns) {
      const plain = /^[a-z][a-z0-9_]*$/.test(column.name);
      own.set(`column ${column.name}`, free(plain ? column.name : snakeCase(property)));
    }
    for (const { name, through } of relations) {
      own.set(`relation ${name}`, free(snakeCase(name)));
      if (through !== undefined) own.set(`relation ${through.name}`, free(snakeCase(through.name)));
    }
    members.set(keyOf(table), own);
  }
  const find = (entity: SourceEntity, member: string): string => {
    const name = members.get(keyOf(entity.table))?.get(member);
    if (name === undefined) throw new Error(`${nameOf(entity.table)} has no ${member}`);
    return name;
  };
  return {
    type: (typeName) => (importedTypes.has(typeName) ? `${typeName}Model` : typeName),
    column: (entity, column) => find(entity, `column ${column}`),
    relation: (entity, name) => find(entity, `relation ${name}`),
  };
}

/** `createdAt` is `created_at`, `URLPath` is `url_path`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** Names of the members of an enum, one for each label: `IN_PROGRESS`. */
export function memberNames(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const words = wordsOf(label).join("_").toUpperCase();
    const name = words === "" ? "EMPTY" : /^[A-Z]/.test(words) ? words : `LABEL_${words}`;
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
