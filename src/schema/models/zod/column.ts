import type { Condition } from "../checks/condition.ts";
import { literal } from "../js/text.ts";
import type { SourceColumn, SourceEntity, SourceType } from "../source.ts";
import { conditionOn, conjuncts, forNull } from "./checks.ts";
import { zodValue } from "./schemas.ts";

type Checks = ReadonlyMap<string, Condition>;

/** A check that is asked of one value. */
interface Asked {
  readonly type: SourceType;
  readonly condition: Condition;
  readonly code: string;
  readonly name: string;
}

interface ColumnSchema {
  readonly read: string;
  readonly write: string;
}

/** The schema of one column; `untold` takes the checks that the schema cannot ask. */
export function columnSchema(
  { column, type, nullable, optional }: SourceColumn,
  entity: SourceEntity,
  checks: Checks,
  enumSchema: (base: string) => string,
  told: (constraint: string) => void,
): ColumnSchema {
  const { read, write } = zodValue(type, enumSchema);
  const asked = [
    ...domainChecks(type, checks, told),
    ...entity.checks.flatMap(({ name, definition, columns, enforced }): Asked[] => {
      const condition = checks.get(definition);
      if (!enforced || condition === undefined || columns.join() !== column.name) return [];
      const code = forNull(condition) === false ? undefined : conditionOn(type, condition);
      if (code === undefined) return [];
      told(name);
      return [{ type, condition, code, name }];
    }),
  ];
  const checked = asked.reduce((schema, each) => withCheck(schema, each), write);
  const or = nullable ? ".nullable()" : "";
  return { read: `${read}${or}`, write: `${checked}${or}${optional ? ".optional()" : ""}` };
}

function domainChecks(
  type: SourceType,
  checks: Checks,
  told: (constraint: string) => void,
): Asked[] {
  const { domain, under, array } = type;
  if (array || domain === undefined || under === undefined) return [];
  const own = domain.constraints.flatMap(({ name, definition }): Asked[] => {
    const condition = checks.get(definition);
    const code = condition === undefined ? undefined : conditionOn(type, condition);
    if (condition === undefined || code === undefined) return [];
    told(`${domain.schema}.${domain.name}.${name}`);
    return [{ type, condition, code, name }];
  });
  return [...domainChecks(under, checks, told), ...own];
}

/** Bounds of whole numbers, lists of texts and patterns have words of their own in zod, which error messages and JSON Schema show. */
function withCheck(schema: string, { type, condition, code, name }: Asked): string {
  const bounds = conjuncts(condition).map((each) => boundOf(type, each));
  if (bounds.every((bound) => bound !== undefined)) return `${schema}${bounds.join("")}`;
  if (
    condition.is === "in" &&
    !condition.negated &&
    schema === "text" &&
    condition.operand.is === "column" &&
    condition.operand.of === "value"
  )
    return `z.enum([${condition.values.map(({ value }) => literal(value)).join(", ")}])`;
  return `${schema}.refine((value) => ${code}, ${literal(name)})`;
}

const bounds = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" } as const;

function boundOf(type: SourceType, condition: Condition): string | undefined {
  if (type.under !== undefined) return boundOf(type.under, condition);
  if (condition.is === "match" && !condition.negated)
    return conditionOn(type, condition)
      ?.replace(/\.test\(value\)$/, ")")
      .replace(/^/, ".regex(");
  if (condition.is !== "compare" || condition.left.is !== "column") return undefined;
  const { left, operator, right } = condition;
  const whole = /^(smallint|integer|double precision)$/.test(type.base) && left.of === "value";
  return whole && right.is === "constant" && right.kind === "number" && operator in bounds
    ? `.${bounds[operator as keyof typeof bounds]}(${right.value})`
    : undefined;
}
