import type { AccessPattern, Entity, Model } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { ModelInput } from "./input.ts";
import { joinedWith, membersOf } from "./members.ts";
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
    const joined = joinedWith(model, entity);
    const askable = new Set([...members, ...joined]);
    const member = (text: string, where: string, known = members): string =>
      find(
        text,
        known,
        `${place}.${where}`,
        `attribute or relationship of ${entity.name}`,
        problems,
      ) ?? text;
    const all = (list: readonly string[], field: string, known = members): string[] => [
      ...new Set(list.map((text, index) => member(text, `${field}[${index}]`, known))),
    ];
    return [
      {
        name: input.name,
        entity: entity.name,
        equals: all(input.equals, "equals", askable),
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
