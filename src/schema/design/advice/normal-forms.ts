import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Attribute, Entity, Model } from "../model.ts";
import { singular } from "../names.ts";
import { finding } from "./finding.ts";

/** `phone1`, `phone2`, `phone3`: one fact many times, in columns (first normal form). */
export function repeatedGroups(model: Model): Finding[] {
  return model.entities.flatMap(({ name, attributes }) => {
    const groups = new Map<string, Attribute[]>();
    for (const attribute of attributes.filter((one) => /\d$/.test(one.name))) {
      const stem = attribute.name.replace(/_?\d+$/, "");
      groups.set(stem, [...(groups.get(stem) ?? []), attribute]);
    }
    return [...groups].flatMap(([stem, members]) =>
      stem === "" || members.length < 2
        ? []
        : [
            finding(
              model,
              "repeated-group",
              "warning",
              [name, members[0]?.name ?? stem],
              `${members.map((one) => identifier(one.name)).join(", ")} repeat one fact in columns: each query has to ask all of them, and one more needs a migration. Make \`${identifier(`${singular(name)}_${stem}s`)}\` an entity with a many_to_one relationship to \`${identifier(name)}\`, or an array where nothing refers to its elements.`,
            ),
          ],
    );
  });
}

const LISTS =
  /^(?:tags?|labels?|keywords|categories|roles|permissions|emails|phones|\w+_ids|\w+_list|\w+_csv)$/;

/** Several values in one text: no key, no check and no index sees them (first normal form). */
export const listsInText = (model: Model): Finding[] =>
  each(model, ({ name, type }) => LISTS.test(name) && isText(type) && !name.endsWith("_tag")).map(
    ([entity, { name }]) =>
      finding(
        model,
        "list-in-text",
        "warning",
        [entity.name, name],
        `\`${identifier(name)}\` is one text and its name says several values: searching it reads the table, and nothing keeps the values right. Make it text[], which \`contains\` finds by an index, or an entity with a many_to_many relationship.`,
      ),
  );

/** What hangs on another entity and is copied here: `customer_name` beside a relationship to `customers`, which has a name (third normal form). */
export function transitiveAttributes(model: Model): Finding[] {
  return model.entities.flatMap((entity) =>
    model.relationships
      .filter(({ from, kind }) => from === entity.name && kind !== "many_to_many")
      .flatMap(({ name: called, to }) => {
        const other = model.entities.find(({ name }) => name === to);
        const prefixes = [called, singular(to)];
        return entity.attributes.flatMap(({ name }) => {
          const copied = other?.attributes.find((one) =>
            prefixes.some((prefix) => name === `${prefix}_${one.name}`),
          );
          if (copied === undefined) return [];
          return [
            finding(
              model,
              "transitive-attribute",
              "warning",
              [entity.name, name],
              `\`${identifier(name)}\` depends on \`${identifier(called)}\` and not on the row: it is \`${identifier(`${to}.${copied.name}`)}\`, and the copies will differ. Leave it out and join; where it has to stay as it was (a price in an order), name it for that moment and say so in \`description\`.`,
            ),
          ];
        });
      }),
  );
}

/** `owner_type` with `owner_id`: a reference to one of several tables, which no foreign key can keep. */
export const polymorphicReferences = (model: Model): Finding[] =>
  model.entities.flatMap((entity) =>
    entity.attributes.flatMap(({ name }) => {
      const stem = /^(.+)_type$/.exec(name)?.[1];
      if (stem === undefined || !entity.attributes.some((one) => one.name === `${stem}_id`))
        return [];
      return [
        finding(
          model,
          "polymorphic-reference",
          "warning",
          [entity.name, `${stem}_id`],
          `\`${identifier(`${stem}_id`)}\` refers to the table that \`${identifier(name)}\` names, so no foreign key keeps it. Give each kind a relationship of its own with \`required: false\`, and add the check num_nonnulls(a_id, b_id) = 1.`,
        ),
      ];
    }),
  );

/** A column that is named for an entity and refers to nothing. */
export const undeclaredReferences = (model: Model): Finding[] =>
  each(
    model,
    ({ name, type }) => name.endsWith("_id") && /^(?:uuid|bigint|integer)$/.test(type),
  ).flatMap(([entity, { name }]) => {
    const to = model.entities.find((one) => `${singular(one.name)}_id` === name);
    if (to === undefined) return [];
    return [
      finding(
        model,
        "undeclared-reference",
        "warning",
        [entity.name, name],
        `\`${identifier(name)}\` names a row of \`${identifier(to.name)}\` and nothing keeps it right. Leave it out, and add { from: "${identifier(entity.name)}", to: "${identifier(to.name)}", kind: "many_to_one" }: column, foreign key and index come with it.`,
      ),
    ];
  });

export const isText = (type: string): boolean =>
  /^(?:text|citext|character(?: varying)?(?:\(\d+\))?)$/.test(type);

export const each = (
  { entities }: Model,
  test: (attribute: Attribute, entity: Entity) => boolean,
): (readonly [Entity, Attribute])[] =>
  entities.flatMap((entity) =>
    entity.attributes.filter((one) => test(one, entity)).map((one) => [entity, one] as const),
  );
