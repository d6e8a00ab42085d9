import { identifier } from "../../../core/identifier.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import type { Attribute } from "../model.ts";
import { bytes, MAX_BYTES, stored } from "../names.ts";
import type { Problem } from "../problem.ts";
import type { ModelInput } from "./input.ts";
import type { Names } from "./name.ts";

type AttributeInput = ModelInput["entities"][number]["attributes"][number];

/** Types with which a column that the design adds may be listed. */
const LISTED: Readonly<Record<string, RegExp>> = {
  id: /^(?:uuid|bigint|int8|int|integer|int4|bigserial|serial|identity)$/i,
  version: /^(?:int|integer|int4|bigint|int8)$/i,
};
const TIME = /^timestamp/i;

/** The attributes of one entity. Those that the design adds anyway may be listed, and are left to it. */
export function readAttributes(
  inputs: readonly AttributeInput[],
  added: readonly string[],
  place: string,
  names: Names,
  problems: Problem[],
): Attribute[] {
  return inputs.flatMap((input, at) => {
    const here = `${place}.attributes[${at}]`;
    const name = stored(input.name);
    if (added.includes(name)) {
      if ((LISTED[name] ?? TIME).test(input.type)) return [];
      problems.push({
        place: `${here}.type`,
        cause: `the design makes the column \`${name}\` itself, and not as ${identifier(input.type)}`,
        cure:
          name === "id"
            ? "Leave it out and choose `key`; give a natural key a name of its own and `unique: true`."
            : "Leave it out, or give it another name.",
      });
      return [];
    }
    names.take(input.name, `${here}.name`);
    const isEnum = input.type.trim().toLowerCase() === "enum";
    problems.push(...(isEnum ? wrongValues(input, here) : strayValues(input, here)));
    return [
      {
        name,
        at,
        type: isEnum ? "enum" : input.type,
        values: input.values ?? [],
        enumAs: input.enum_as ?? "type",
        required: input.required,
        unique: input.unique,
        default: defaultOf(input, isEnum),
        check: input.check ?? null,
        pii: input.pii,
        description: input.description ?? null,
      },
    ];
  });
}

/** A label may be written as it is, everything else is SQL. */
function defaultOf({ default: value, values }: AttributeInput, isEnum: boolean): string | null {
  if (value === undefined || value === null) return null;
  if (isEnum && values?.includes(String(value)) === true) return quoteLiteral(String(value));
  return String(value);
}

function wrongValues({ values = [] }: AttributeInput, place: string): Problem[] {
  const here = `${place}.values`;
  if (values.length === 0)
    return [{ place: here, cause: "an enum without values", cure: "List its labels in `values`." }];
  return values.flatMap((value, at) => {
    if (values.indexOf(value) !== at)
      return [
        {
          place: `${here}[${at}]`,
          cause: `\`${identifier(value)}\` is listed twice`,
          cure: "List each label once.",
        },
      ];
    if (value === "" || bytes(value) > MAX_BYTES)
      return [
        {
          place: `${here}[${at}]`,
          cause: `a label has 1 to ${MAX_BYTES} bytes`,
          cure: "Use a short code, and keep long texts in a table of their own.",
        },
      ];
    return [];
  });
}

const strayValues = ({ values, type }: AttributeInput, place: string): Problem[] =>
  values === undefined
    ? []
    : [
        {
          place: `${place}.values`,
          cause: `values belong to the type enum, and this is ${identifier(type)}`,
          cure: 'Write `type: "enum"`, or leave `values` out.',
        },
      ];
