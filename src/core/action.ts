import { ToolError } from "./errors.ts";

/** By action, the fields that it takes beside those of every action. */
export type FieldsOf<A extends string> = Readonly<Record<A, readonly string[]>>;

/**
 * INVALID_INPUT where a field is given that this action does not take: passed over in silence, `start` with a size would be taken for
 * a resize that was done.
 */
export function mustFit<A extends string>(
  input: Readonly<Record<string, unknown>> & { readonly action: A },
  fields: FieldsOf<A>,
): void {
  const { action } = input;
  const takers = (field: string): string[] =>
    Object.entries<readonly string[]>(fields).flatMap(([name, of]) =>
      of.includes(field) ? [name] : [],
    );
  const stray = Object.keys(input).find(
    (field) =>
      input[field] !== undefined && !fields[action].includes(field) && takers(field).length > 0,
  );
  if (stray === undefined) return;
  throw new ToolError(
    "INVALID_INPUT",
    `\`${stray}\` means nothing to \`${action}\`; nothing was done.`,
    `Leave \`${stray}\` out, or call ${takers(stray)
      .map((name) => `\`${name}\``)
      .join(" or ")}, which takes it.`,
  );
}
