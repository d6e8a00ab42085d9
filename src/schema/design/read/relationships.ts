import { identifier } from "../../../core/identifier.ts";
import type { Relationship } from "../model.ts";
import { singular, stored } from "../names.ts";
import type { Problem } from "../problem.ts";
import type { ModelInput } from "./input.ts";
import { find } from "./name.ts";

type RelationshipInput = ModelInput["relationships"][number];

/** Those whose ends are known. Two of one entity have different names, and none is named like an attribute's column. */
export function readRelationships(
  inputs: readonly RelationshipInput[],
  entities: ReadonlyMap<string, ReadonlySet<string>>,
  problems: Problem[],
): (Relationship & { readonly at: number })[] {
  const known = new Set(entities.keys());
  const taken = new Map<string, string>();
  return inputs.flatMap((input, at) => {
    const place = `relationships[${at}]`;
    const from = find(input.from, known, `${place}.from`, "entity", problems);
    const to = find(input.to, known, `${place}.to`, "entity", problems);
    if (from === undefined || to === undefined) return [];
    const read = { ...relationshipOf(input, from, to), at };
    problems.push(...wrongDelete(read, place));
    if (read.kind === "many_to_many") return [read];
    const column = `${read.name}_id`;
    const before = taken.get(`${from}.${column}`);
    if (before !== undefined)
      problems.push({
        place: `${place}.name`,
        cause: `\`${identifier(from)}\` would have two columns \`${identifier(column)}\`, as ${before} makes one`,
        cure: "Name each relationship for what `to` is there: `author`, `reviewer`.",
      });
    else taken.set(`${from}.${column}`, place);
    if (entities.get(from)?.has(column) === true)
      problems.push({
        place: `${place}.name`,
        cause: `the attribute \`${identifier(column)}\` is listed too`,
        cure: `Leave the attribute out of \`${identifier(from)}\`: the relationship makes the column, its foreign key and its index.`,
      });
    return [read];
  });
}

function relationshipOf(input: RelationshipInput, from: string, to: string): Relationship {
  const name = input.name === undefined ? "" : stored(input.name);
  const many = input.kind === "many_to_many";
  return {
    from,
    to,
    kind: input.kind,
    name: many ? name : name.replace(/(?<=.)_id$/, "") || singular(to),
    required: many ? true : input.required,
    onDelete: input.on_delete ?? "restrict",
    deleteStated: input.on_delete !== undefined,
    onUpdate: input.on_update,
  };
}

function wrongDelete({ kind, required, onDelete }: Relationship, place: string): Problem[] {
  if (onDelete !== "set null" || !required) return [];
  return [
    {
      place: `${place}.on_delete`,
      cause:
        kind === "many_to_many"
          ? "a row that joins two has no column that could be set to null"
          : "a required reference cannot be set to null",
      cure:
        kind === "many_to_many"
          ? "Write `cascade` or `restrict`."
          : "Write `required: false`, or `cascade` or `restrict`.",
    },
  ];
}
