import { authTableNames } from "./auth/table-names.ts";
import type { Entity, Model } from "./model.ts";
import { singular } from "./names.ts";
import type { Problem } from "./problem.ts";
import { refuseProblems } from "./problem.ts";
import { readAttributes } from "./read/attributes.ts";
import { requiredCycles } from "./read/cycles.ts";
import { changesOfExisting } from "./read/existing.ts";
import type { ModelInput } from "./read/input.ts";
import { addedColumns, membersOf } from "./read/members.ts";
import { find, namesOf } from "./read/name.ts";
import { readPatterns } from "./read/patterns.ts";
import { readInput } from "./read/read-input.ts";
import { readRelationships } from "./read/relationships.ts";
import { tenantOwned } from "./tenancy.ts";

/**
 * A model as it came over the wire. Throws one INVALID_INPUT with every place that is wrong, its cause and its cure. Types, defaults and
 * checks are not looked at: Postgres judges them (`settleModel`).
 */
export function readModel(value: unknown): Model {
  const input = readInput(value);
  const problems: Problem[] = [];
  const drafts = readEntities(input, problems);
  const attributes = new Map(
    drafts.map(({ name, attributes: own }) => [name, new Set(own.map((one) => one.name))]),
  );
  const relationships = readRelationships(input.relationships, attributes, problems);
  problems.push(
    ...requiredCycles(relationships),
    ...changesOfExisting(input, drafts, relationships),
  );
  const bare = {
    schema: namesOf(problems).take(input.schema, "schema"),
    postgres: input.postgres,
    relationships,
    tenancy: readTenancy(input, new Set(attributes.keys()), problems),
    auth: [...new Set(input.auth)],
  };
  problems.push(...takenByAuth(bare, drafts));
  const owned = tenantOwned(bare);
  const entities = drafts.map((entity, at) => ({
    ...entity,
    attributes: owned.has(entity.name) ? labelsAsText(input, at, entity) : entity.attributes,
    unique: readUnique(input, at, { ...bare, entities: drafts }, entity, problems),
  }));
  const model = { ...bare, entities };
  const patterns = readPatterns(input.access_patterns, model, problems);
  const joins = relationships.some(({ kind }) => kind === "many_to_many");
  if (
    entities.every(({ exists }) => exists) &&
    !joins &&
    model.auth.length === 0 &&
    problems.length === 0
  )
    problems.push({
      place: "entities",
      cause: "there is nothing to design",
      cure: "List at least one entity that does not exist yet, or a part of `auth`.",
    });
  refuseProblems(problems);
  return { ...model, patterns };
}

/** With lists of unique members still empty: they may name relationships. */
function readEntities({ entities }: ModelInput, problems: Problem[]): Entity[] {
  const names = namesOf(problems);
  return entities.map((input, at) => {
    const place = `entities[${at}]`;
    const { exists } = input;
    const flags = { exists, softDelete: input.soft_delete, optimisticLock: input.optimistic_lock };
    const attributes = readAttributes(
      input.attributes,
      addedColumns(flags),
      place,
      namesOf(problems),
      problems,
    );
    return {
      name: names.take(input.name, `${place}.name`),
      description: input.description ?? null,
      key: input.key,
      // its labels are kept somehow: the design makes no type of them
      attributes: exists ? attributes.map((one) => ({ ...one, enumAs: "check" })) : attributes,
      unique: [],
      checks: input.checks,
      ...flags,
      auditTrail: input.audit_trail,
      expectedRows: input.expected_rows ?? null,
      retentionDays: input.retention_days ?? null,
    };
  });
}

/** Under policies an index finds no label of a type, whose comparison is not LEAKPROOF; a text it finds. */
const labelsAsText = (
  { entities }: ModelInput,
  at: number,
  { attributes }: Entity,
): Entity["attributes"] =>
  attributes.map((attribute) =>
    entities[at]?.attributes[attribute.at]?.enum_as === undefined
      ? { ...attribute, enumAs: "check" }
      : attribute,
  );

function takenByAuth(model: Pick<Model, "auth">, entities: readonly Entity[]): Problem[] {
  const taken = authTableNames(model);
  return entities.flatMap(({ name }, at) =>
    taken.includes(name)
      ? [
          {
            place: `entities[${at}].name`,
            cause: `\`auth\` makes a table \`${name}\` itself`,
            cure: "Leave the entity out, or the part of `auth`, or give the entity another name.",
          },
        ]
      : [],
  );
}

function readUnique(
  { entities }: ModelInput,
  at: number,
  model: Omit<Model, "patterns">,
  entity: Entity,
  problems: Problem[],
): string[][] {
  const members = membersOf(model, entity);
  const what = `attribute or relationship of ${entity.name}`;
  return (entities[at]?.unique ?? []).map((list, index) => [
    ...new Set(
      list.map(
        (name, part) =>
          find(name, members, `entities[${at}].unique[${index}][${part}]`, what, problems) ?? name,
      ),
    ),
  ]);
}

function readTenancy(
  { tenancy }: ModelInput,
  known: ReadonlySet<string>,
  problems: Problem[],
): Model["tenancy"] {
  if (tenancy === undefined) return null;
  const entity = find(tenancy.entity, known, "tenancy.entity", "entity", problems);
  if (entity === undefined) return null;
  const setting = tenancy.setting ?? `app.${singular(entity)}_id`;
  if (!/^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+$/i.test(setting))
    problems.push({
      place: "tenancy.setting",
      cause: "a setting of one's own has a name of two parts",
      cure: "Write it as `app.tenant_id`.",
    });
  return { entity, setting };
}
