import type {
  ColumnDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
  ViewDescription,
} from "./description.ts";
import type { Item } from "./shape.ts";

/** An object as lines of text that say what its structured description says. */
export function itemText({ list, value }: Item): string {
  switch (list) {
    case "tables":
      return lines(heading(value), tableLines(value));
    case "views":
      return lines(heading(value), viewLines(value));
    case "enums":
      return lines(`enum ${value.name}${value.values ? ` (${value.values.join(", ")})` : ""}`, [
        value.comment,
      ]);
    case "types":
      return lines(`${value.kind} ${value.name} ${value.definition ?? ""}`.trimEnd(), [
        value.comment,
      ]);
    case "sequences":
      return lines(`sequence ${value.name} ${value.definition ?? ""}`.trimEnd(), [value.comment]);
    case "functions": {
      const { kind, name, returns, language, volatility, owner } = value;
      const facts = [
        language,
        volatility,
        value.security_definer ? "security definer" : undefined,
        owner === undefined ? undefined : `owner ${owner}`,
      ].filter((fact) => fact !== undefined);
      const result = returns === undefined ? "" : ` returns ${returns}`;
      return lines(`${kind} ${name}${result}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`, [
        value.arguments === undefined ? undefined : `arguments ${value.arguments}`,
        value.comment,
        value.definition,
      ]);
    }
  }
}

function heading(value: TableDescription | ViewDescription): string {
  const { name, kind, rows, bytes } = value;
  const figures = [
    ...(kind === "table" ? [] : [kind]),
    ...(value.locked ? ["locked"] : []),
    ...(rows === undefined ? [] : [rows === null ? "rows unknown" : `~${rows} rows`]),
    ...(bytes === undefined || bytes === null ? [] : [size(bytes)]),
    ...("partitions" in value ? [`${value.partitions} partitions`] : []),
    ...(value.owner === undefined ? [] : [`owner ${value.owner}`]),
  ];
  return `${name} (${figures.join(", ")})`;
}

function tableLines(table: TableDescription): (string | undefined)[] {
  return [
    table.comment,
    table.partition_of && `partition of ${table.partition_of} ${table.partition_bound ?? ""}`,
    table.partition_key && `partitioned by ${table.partition_key}`,
    table.inherits && `inherits ${table.inherits.join(", ")}`,
    table.column_list,
    ...(table.columns ?? []).map(columnText),
    table.primary_key && `primary key (${table.primary_key.join(", ")})`,
    ...(table.foreign_keys ?? []).map(foreignKeyText),
    ...(table.unique ?? []).map(
      ({ name, columns }) => `unique ${named(name)}(${columns.join(", ")})`,
    ),
    ...[...(table.checks ?? []), ...(table.exclusions ?? [])].map(
      ({ name, definition, comment }) => `constraint ${name} ${definition}${remark(comment)}`,
    ),
    ...(table.indexes ?? []).map(indexText),
    table.rls?.enabled ? `row security enabled${table.rls.forced ? ", forced" : ""}` : undefined,
    ...(table.policies ?? []).map(
      ({ name, command, permissive, roles, using, check, comment }) =>
        `policy ${name} ${permissive ? "" : "restrictive "}for ${command} to ${roles.join(", ")}` +
        `${using === undefined ? "" : ` using ${using}`}${check === undefined ? "" : ` with check ${check}`}${remark(comment)}`,
    ),
    ...(table.triggers ?? []).map(triggerText),
  ];
}

function viewLines(view: ViewDescription): (string | undefined)[] {
  return [
    view.comment,
    view.column_list,
    ...(view.columns ?? []).map(columnText),
    ...(view.indexes ?? []).map(indexText),
    ...(view.triggers ?? []).map(triggerText),
    view.definition,
  ];
}

function columnText(column: ColumnDescription): string {
  const { name, type, nullable, identity, generated, comment } = column;
  return [
    `${name} ${type}`,
    ...(nullable ? ["null"] : []),
    ...(column.default === undefined ? [] : [`default ${column.default}`]),
    ...(identity === undefined ? [] : [`generated ${identity} as identity`]),
    ...(generated === undefined ? [] : [`generated as (${generated})`]),
    ...(comment === undefined ? [] : [`-- ${comment}`]),
  ].join(" ");
}

function foreignKeyText(key: ForeignKeyDescription): string {
  return [
    `foreign key ${named(key.name)}(${key.columns.join(", ")}) > ${key.references} (${key.referenced_columns.join(", ")})`,
    ...(key.on_delete === undefined ? [] : [`on delete ${key.on_delete}`]),
    ...(key.on_update === undefined ? [] : [`on update ${key.on_update}`]),
    ...(key.state === undefined ? [] : [key.state]),
  ].join(" ");
}

function indexText(index: IndexDescription): string {
  if (index.definition === undefined) return `index ${index.name} (${index.keys ?? ""})`;
  const figures = [
    ...(index.bytes === undefined ? [] : [size(index.bytes)]),
    ...(index.scans === undefined ? [] : [`${index.scans} scans`]),
    ...(index.valid === false ? ["invalid"] : []),
  ];
  return `${index.definition} (${figures.join(", ")})`;
}

function triggerText(trigger: { definition: string; enabled: string; comment?: string }): string {
  const state = trigger.enabled === "origin" ? "" : ` (${trigger.enabled})`;
  return `${trigger.definition}${state}${remark(trigger.comment)}`;
}

const remark = (comment: string | undefined): string =>
  comment === undefined ? "" : ` -- ${comment}`;

const named = (name: string | undefined): string => (name === undefined ? "" : `${name} `);

function lines(first: string, rest: readonly (string | undefined)[]): string {
  const said = rest.filter((line) => line !== undefined && line !== "");
  return [first, ...said.map((line) => `  ${line}`)].join("\n");
}

/** Bytes as people read them: `82 kB`. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Math.round(bytes / 1024 ** power)} ${units[power]}`;
}
