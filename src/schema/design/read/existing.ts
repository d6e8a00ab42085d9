import { identifier } from "../../../core/identifier.ts";
import type { Entity, Relationship } from "../model.ts";
import type { Problem } from "../problem.ts";
import { find } from "./name.ts";
import type { ModelInput } from "./input.ts";

const byPlan = "plan it with plan_migration, which changes tables that are in use";

/** What a model asks of entities that exist already beyond referring to them: that is a change of a table in use. */
export function changesOfExisting(
  input: ModelInput,
  entities: readonly Entity[],
  relationships: readonly (Relationship & { readonly at: number })[],
): Problem[] {
  const existing = new Set(entities.flatMap(({ name, exists }) => (exists ? [name] : [])));
  const is = (name: string): string => `\`${identifier(name)}\` exists already`;
  return [
    ...entities.flatMap(({ name, exists, auditTrail, retentionDays }, at) => [
      ...(exists && auditTrail
        ? [
            {
              place: `entities[${at}].audit_trail`,
              cause: `${is(name)}, and the trail would give it a trigger`,
              cure: `Leave it out here and ${byPlan}.`,
            },
          ]
        : []),
      ...(exists && retentionDays !== null
        ? [
            {
              place: `entities[${at}].retention_days`,
              cause: `${is(name)}, and a purge would give it an index`,
              cure: `Leave it out here and ${byPlan}.`,
            },
          ]
        : []),
    ]),
    ...relationships.flatMap(({ from, to, kind, at }) =>
      kind !== "many_to_many" && existing.has(from) && !existing.has(to)
        ? [
            {
              place: `relationships[${at}].from`,
              cause: `${is(from)}, and would get a column that refers to \`${identifier(to)}\``,
              cure: `Let \`${identifier(to)}\` refer to it, join both by many_to_many, or ${byPlan}.`,
            },
          ]
        : [],
    ),
    ...input.access_patterns.flatMap(({ entity }, at) => {
      const name = find(entity, existing, "", "", []);
      return name === undefined
        ? []
        : [
            {
              place: `access_patterns[${at}].entity`,
              cause: `${is(name)}, with indexes of its own`,
              cure: "Leave the pattern out, and ask advise_indexes about its query.",
            },
          ];
    }),
  ];
}
