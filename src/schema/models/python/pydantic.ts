import { nameOf } from "../../text.ts";
import { readChecks } from "../checks/read-checks.ts";
import type { GeneratedModels } from "../format.ts";
import { namesBesides } from "../names.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "../source.ts";
import { rulesOf, type TableRules } from "./checks/rules.ts";
import { validator } from "./checks/validator.ts";
import { pythonFile } from "./file.ts";
import { PYDANTIC, pythonNames, type PythonNames } from "./names.ts";
import { enumClass, enumClasses, enumMember } from "./own-types.ts";
import { before, call, comment, keyword, print, quoted, type Code } from "./text.ts";
import { boundedTypes, valueType } from "./value-types.ts";

const introduction =
  "Models for Pydantic 2, written from the schema of a Postgres database: rows as they are read, what INSERT takes (`Create`), and what UPDATE " +
  "takes (`Update`). Write `model_dump(by_alias=True, exclude_unset=True)`: what is not set is left to Postgres. Arrays have one dimension here, and " +
  "digits that numeric(p,s) would round away are refused.";

interface Writing {
  readonly names: PythonNames;
  readonly classes: ReadonlyMap<string, string>;
}

/** A class for rows as they are read, and for what INSERT and UPDATE take; what it refuses, Postgres refuses too. */
export async function emitPydantic(source: ModelSource): Promise<GeneratedModels> {
  const names = pythonNames(source, PYDANTIC);
  const checks = await readChecks(source);
  const classes = enumClasses(source, names);
  const label = enumMember(source, classes);
  const taken = namesBesides(
    [...source.entities, ...source.enums].map(({ typeName }) => names.type(typeName)),
  );
  const rules = source.entities.map((entity) => {
    const member = (column: string): string => `self.${names.column(entity, column)}`;
    return rulesOf({ entity, member, label }, checks, true);
  });
  const models = source.entities.flatMap((entity, at) => {
    const asked = rules[at];
    const row = names.type(entity.typeName);
    const takesRows = "constraints" in entity.table;
    if (asked === undefined || !takesRows) return [rowModel(entity, row, { names, classes })];
    const [create, update] = ["Create", "Update"].map((word) => taken.take([`${row}${word}`]));
    return [
      rowModel(entity, row, { names, classes }),
      inputModel(entity, create ?? "", asked, { names, classes }, false),
      inputModel(entity, update ?? "", asked, { names, classes }, true),
    ];
  });
  const enums = source.enums.flatMap((type) => {
    const name = classes.get(nameOf(type));
    return name === undefined ? [] : [enumClass(type, name)];
  });
  return pythonFile(
    "pydantic",
    introduction,
    [...boundedTypes(models.join("\n")), ...enums, ...models],
    rules.flatMap(({ untold }) => untold),
  );
}

function rowModel(entity: SourceEntity, name: string, writing: Writing): string {
  const { table, columns } = entity;
  const fields = columns.map((column) => {
    const { read } = valueType(column.type, writing.classes);
    return fieldOf(entity, column, column.nullable ? `Optional[${read}]` : read, [], writing);
  });
  return [
    `class ${name}(BaseModel):`,
    ...lines(table.comment ?? nameOf(table)),
    ...config(entity, ["from_attributes=True"], writing),
    ...(fields.length === 0 ? [] : ["", ...fields]),
  ].join("\n");
}

/** `partial`: every column may be left out. */
function inputModel(
  entity: SourceEntity,
  name: string,
  rules: TableRules,
  writing: Writing,
  partial: boolean,
): string {
  const columns = entity.columns.filter(({ generated }) => !generated);
  const given = new Map(columns.map((column) => [column.column.name, column]));
  const isOpen = ({ optional }: SourceColumn): boolean => partial || optional;
  const fields = columns.map((column) => {
    const { write } = valueType(column.type, writing.classes);
    const rest = Object.entries(rules.fields.get(column.column.name) ?? {});
    const options = [
      ...(isOpen(column) ? [keyword("default", "None")] : []),
      ...rest.map(([option, value]) => keyword(option, value)),
    ];
    return fieldOf(
      entity,
      column,
      column.nullable ? `Optional[${write}]` : write,
      options,
      writing,
    );
  });
  return [
    `class ${name}(BaseModel):`,
    ...config(entity, ['extra="forbid"'], writing),
    ...(fields.length === 0 ? [] : ["", ...fields]),
    ...validator(rules, name, {
      member: (column) => `self.${writing.names.column(entity, column)}`,
      has: (column) => given.has(column),
      mayBeNone: (column) =>
        given.get(column)?.nullable === true || partial || given.get(column)?.optional === true,
      mayBeUnset: (column) => partial || given.get(column)?.column.default != null,
    }),
  ].join("\n");
}

function fieldOf(
  entity: SourceEntity,
  { column }: SourceColumn,
  annotation: string,
  options: readonly Code[],
  { names }: Writing,
): string {
  const name = names.column(entity, column.name);
  const all = [
    ...options,
    ...(name === column.name ? [] : [keyword("alias", quoted(column.name))]),
    ...(column.comment === null ? [] : [keyword("description", quoted(column.comment))]),
  ];
  const [only] = all;
  if (only === undefined) return `    ${name}: ${annotation}`;
  const value = all.length === 1 && only === "default=None" ? "None" : call("Field", ...all);
  const isHonest = value !== "None" || annotation.startsWith("Optional[");
  return print(before(`${name}: ${annotation} = `, isHonest ? value : call("Field", only)), 4);
}

function config(entity: SourceEntity, settings: readonly string[], { names }: Writing): string[] {
  const members = entity.columns.map(({ column }) => [
    column.name,
    names.column(entity, column.name),
  ]);
  const all = [
    ...settings,
    ...(members.some(([column, name]) => column !== name) ? ["populate_by_name=True"] : []),
    ...(members.some(([, name]) => name?.startsWith("model_")) ? ["protected_namespaces=()"] : []),
  ];
  return [`    model_config = ConfigDict(${all.join(", ")})`];
}

const lines = (text: string): string[] => [comment(text).replaceAll(/^/gm, "    ")];
