import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";

/** The wanted ones of some qualified names, by these or without their schema; all where none is wanted. `where` begins the refusal: NOT_FOUND. */
export function chooseTables(
  names: readonly string[],
  wanted: readonly string[] | undefined,
  where: string,
): readonly string[] {
  if (wanted === undefined || wanted.length === 0) return names;
  const chosen = wanted.flatMap((name) => {
    const found = names.filter((each) => each === name || each.endsWith(`.${name}`));
    if (found.length > 0) return found;
    const close = nearest(name, names).map((each) => `\`${identifier(each)}\``);
    throw new ToolError(
      "NOT_FOUND",
      `${where} a table \`${identifier(name)}\`.`,
      close.length === 0
        ? "Write it with its schema, quoted as Postgres does."
        : `Did you mean ${close.join(" or ")}?`,
    );
  });
  return [...new Set(chosen)];
}
