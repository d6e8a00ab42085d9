import { qualified } from "../../../sql/quote.ts";
import type { Sequence } from "../model/catalog.ts";
import type { Routine } from "../model/routine.ts";
import type { View } from "../model/table.ts";
import type { UserType } from "../model/type.ts";
import type {
  EnumDescription,
  FunctionDescription,
  SequenceDescription,
  TypeDescription,
  ViewDescription,
} from "./description.ts";
import { atLeast, type Level } from "./level.ts";
import { describeColumn, describeIndex, list, printed, trigger } from "./shape-table.ts";
import type { RelationSize, Sizes } from "./sizes.ts";
import { definition, optional, prose } from "./text-limits.ts";

export function describeView(
  view: View,
  size: RelationSize | undefined,
  sizes: Sizes,
  level: Level,
): ViewDescription {
  const named = view.columns.map(({ name }) => name);
  const typed = view.columns.map(({ name, type }) => `${name} ${type}`);
  return {
    name: printed(view),
    kind: view.kind,
    ...(size === undefined ? {} : { rows: size.rows }),
    ...(size !== undefined && atLeast(level, "outline") ? { bytes: size.bytes } : {}),
    ...(level === "columns" ? { column_list: named.join(", ") } : {}),
    ...(level === "types" || level === "summary" ? { column_list: typed.join(", ") } : {}),
    ...(level === "full"
      ? {
          columns: view.columns.map(describeColumn),
          ...list(
            "indexes",
            view.indexes.map((index) => describeIndex(view, index, sizes)),
          ),
          ...list("triggers", view.triggers.map(trigger)),
          ...optional("definition", definition(view.definition), ""),
          owner: view.owner,
        }
      : {}),
    ...(atLeast(level, "summary") ? optional("comment", prose(view.comment), null) : {}),
  };
}

/** The first values of an enum with very many: enough to see what it is. */
const VALUES = 200;

export function describeEnum(type: UserType, level: Level): EnumDescription {
  const labels = type.kind === "enum" ? type.labels : [];
  return {
    name: printed(type),
    ...(atLeast(level, "columns") ? { values: firstOf(labels) } : {}),
    ...(atLeast(level, "summary") ? optional("comment", prose(type.comment), null) : {}),
  };
}

function firstOf(labels: readonly string[]): string[] {
  if (labels.length <= VALUES) return [...labels];
  return [...labels.slice(0, VALUES), `… (${labels.length - VALUES} more)`];
}

export function describeType(type: UserType, level: Level): TypeDescription {
  return {
    name: printed(type),
    kind: type.kind,
    ...(atLeast(level, "types") ? optional("definition", definition(typeText(type)), "") : {}),
    ...(atLeast(level, "summary") ? optional("comment", prose(type.comment), null) : {}),
  };
}

function typeText(type: UserType): string {
  switch (type.kind) {
    case "domain": {
      const checks = type.constraints.map((check) => check.definition);
      const value = type.default === null ? [] : [`default ${type.default}`];
      return [type.baseType, ...value, ...(type.notNull ? ["not null"] : []), ...checks].join(" ");
    }
    case "composite":
      return `(${type.columns.map((column) => `${column.name} ${column.type}`).join(", ")})`;
    case "range":
      return `range of ${type.subtype}`;
    case "enum":
      return type.labels.join(", ");
    case "base":
    case "shell":
      return "";
  }
}

export function describeSequence(sequence: Sequence, level: Level): SequenceDescription {
  const { type, start, increment, min, max, cycle } = sequence;
  const text = `${type} start ${start} increment ${increment} min ${min} max ${max}${cycle ? " cycle" : ""}`;
  return {
    name: printed(sequence),
    ...(atLeast(level, "summary") ? { definition: text } : {}),
    ...(atLeast(level, "summary") ? optional("comment", prose(sequence.comment), null) : {}),
  };
}

export function describeFunction(routine: Routine, level: Level): FunctionDescription {
  return {
    name: `${qualified(routine.schema, routine.name)}(${routine.identity})`,
    kind: routine.kind,
    ...(atLeast(level, "types") ? optional("returns", routine.result, null) : {}),
    ...(level === "full"
      ? {
          ...optional("arguments", routine.arguments, routine.identity),
          language: routine.language,
          volatility: routine.volatility,
          security_definer: routine.securityDefiner,
          ...optional(
            "definition",
            routine.definition === null ? null : definition(routine.definition),
            null,
          ),
          owner: routine.owner,
        }
      : {}),
    ...(atLeast(level, "summary") ? optional("comment", prose(routine.comment), null) : {}),
  };
}
