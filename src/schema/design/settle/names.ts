import type { Session } from "../../../core/session.ts";
import type { Model } from "../model.ts";
import { singular } from "../names.ts";
import type { Problem } from "../problem.ts";

/** Words that are a table or a column only in quotes: whoever forgets them gets another meaning (`user`) or a syntax error. */
export async function reservedNames(session: Session, model: Model): Promise<Problem[]> {
  const words = await session.query<{ word: string }>(
    "select word from pg_catalog.pg_get_keywords() where catcode in ('R', 'T')",
  );
  const reserved = new Set(words.map(({ word }) => word));
  const problem = (place: string, name: string, other: string): Problem[] =>
    reserved.has(name)
      ? [
          {
            place,
            cause: `\`${name}\` is a reserved word, which every query would have to quote`,
            cure: `Name it \`${other}\`.`,
          },
        ]
      : [];
  return [
    ...problem("schema", model.schema, `app_${model.schema}`),
    ...(/^pg_|^information_schema$/.test(model.schema)
      ? [
          {
            place: "schema",
            cause: `\`${model.schema}\` is Postgres's own`,
            cure: "Name it without pg_ in front.",
          },
        ]
      : []),
    ...model.entities.flatMap(({ name, exists, attributes }, index) =>
      exists
        ? []
        : [
            ...problem(`entities[${index}].name`, name, `${name}s`),
            ...attributes.flatMap((attribute) =>
              problem(
                `entities[${index}].attributes[${attribute.at}].name`,
                attribute.name,
                `${singular(name)}_${attribute.name}`,
              ),
            ),
          ],
    ),
  ];
}
