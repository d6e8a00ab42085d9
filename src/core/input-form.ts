import * as z from "zod";

/** What a field takes, as an agent reads it: `one of "a", "b"`, `a whole number`, `an object: { file, part_mb?: number }`. */
export function wanted(field: z.core.$ZodType): string {
  const kind = inner(field);
  if (kind instanceof z.ZodEnum && kind.options.length > 1) return `one of ${list(kind.options)}`;
  if (kind instanceof z.ZodLiteral && kind.values.size > 1) return `one of ${list(kind.values)}`;
  if (kind instanceof z.ZodString) return "a string";
  if (kind instanceof z.ZodNumber) return isWhole(kind) ? "a whole number" : "a number";
  if (kind instanceof z.ZodBoolean) return "true or false";
  const form = formOf(kind);
  if (kind instanceof z.ZodArray) return `an array: ${form}`;
  if (form === "object") return "an object";
  return form.startsWith("{") ? `an object: ${form}` : form;
}

/** The same in the notation of types; a field without one is a string. Objects inside of objects are told when they are reached. */
function formOf(field: z.core.$ZodType, isInner = false): string {
  const kind = inner(field);
  if (kind instanceof z.ZodEnum) return list(kind.options, " | ");
  if (kind instanceof z.ZodLiteral) return list(kind.values, " | ");
  if (kind instanceof z.ZodUnion)
    return [...new Set(kind.options.map((of) => formOf(of, isInner)))].join(" | ");
  if (kind instanceof z.ZodArray) {
    const element = formOf(kind.element, isInner);
    return element.includes(" | ") && !element.startsWith("{") ? `(${element})[]` : `${element}[]`;
  }
  if (kind instanceof z.ZodObject) {
    if (isInner) return "object";
    const fields = Object.entries(kind.shape as Record<string, z.ZodType>).map(([name, of]) => {
      const form = formOf(of, true);
      const optional = of.safeParse(undefined).success ? "?" : "";
      return `${name}${optional}${form === "string" ? "" : `: ${form}`}`;
    });
    return fields.length === 0 ? "object" : `{ ${fields.join(", ")} }`;
  }
  if (kind instanceof z.ZodRecord) return "object";
  if (kind instanceof z.ZodString) return "string";
  if (kind instanceof z.ZodNumber) return isWhole(kind) ? "integer" : "number";
  if (kind instanceof z.ZodBoolean) return "boolean";
  return kind instanceof z.ZodNull ? "null" : "any";
}

/** What may stand at a path; several where a union is on the way. */
export function fieldsAt(
  field: z.core.$ZodType,
  [part, ...rest]: readonly PropertyKey[],
): z.core.$ZodType[] {
  if (part === undefined) return [field];
  const kind = inner(field);
  if (kind instanceof z.ZodUnion)
    return kind.options.flatMap((of) => fieldsAt(of, [part, ...rest]));
  const next = childOf(kind, part);
  return next === undefined ? [] : fieldsAt(next, rest);
}

/** The names that an object takes. */
export const namesOf = (field: z.core.$ZodType): string[] => {
  const kind = inner(field);
  if (kind instanceof z.ZodUnion) return [...new Set(kind.options.flatMap(namesOf))];
  return kind instanceof z.ZodObject ? Object.keys(kind.shape) : [];
};

function childOf(kind: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  if (kind instanceof z.ZodObject)
    return Object.hasOwn(kind.shape, part)
      ? (kind.shape as Record<PropertyKey, z.ZodType>)[part]
      : undefined;
  if (kind instanceof z.ZodArray) return kind.element;
  return kind instanceof z.ZodRecord ? kind.valueType : undefined;
}

/** Without what says only that it may be left out; of a pipe, its end, which is the narrower one. */
function inner(field: z.core.$ZodType): z.core.$ZodType {
  if (
    field instanceof z.ZodOptional ||
    field instanceof z.ZodNullable ||
    field instanceof z.ZodDefault
  )
    return inner(field.unwrap());
  return field instanceof z.ZodPipe ? inner(field.out) : field;
}

const isWhole = ({ format }: z.ZodNumber): boolean => format === "safeint";

const list = (values: Iterable<unknown>, between = ", "): string =>
  [...values].map((value) => JSON.stringify(value)).join(between);
