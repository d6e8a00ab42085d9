import type { AccessPattern, Entity, Model } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { ModelInput } from "./input.ts";
import { membersOf } from "./members.ts";
import { find } from "./name.ts";

/** Access patterns whose members are those of their entities. */
export function readPatterns(
  inputs: ModelInput["access_patterns"],
  model: Omit<Model, "patterns">,
  problems: Problem[],
): AccessPattern[] {
  const entities = new Map(model.entities.map((entity) => [entity.name, entity]));
  const known = new Set(entities.keys());
  return inputs.flatMap((input, at) => {
    const place = `access_patterns[${at}]`;
    const name = find(input.entity, known, `${place}.entity`, "entity", problems);
    const entity: Entity | undefined = name === undefined ? undefined : entities.get(name);
    if (entity === undefined) return [];
    const members = membersOf(model, entity);
    const member = (text: string, where: string): string =>
      find(
        text,
        members,
        `${place}.${where}`,
        `attribute or relationship of ${entity.name}`,
        problems,
      ) ?? text;
    const all = (list: readonly string[], field: string): string[] => [
      ...new Set(list.map((text, index) => member(text, `${field}[${index}]`))),
    ];
    return [
      {
        name: input.name,
        entity: entity.name,
        equals: all(input.equals, "equals"),
        range: all(input.range, "range"),
        contains: all(input.contains, "contains"),
        search: all(input.search, "search"),
        sort: input.sort.map(({ by, descending }, index) => ({
          by: member(by, `sort[${index}].by`),
          descending,
        })),
        frequency: input.frequency,
      },
    ];
  });
}
