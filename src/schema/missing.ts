import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { hidesOptions } from "./access/user-mappings.ts";
import { nameOf } from "./text.ts";

/** Something that DDL does not bring, and why. */
export interface Missing {
  readonly object: string;
  readonly reason: "subscription" | "secret" | "invalid" | "tablespace";
}

/** A subscription would begin to take in rows, passwords are not printed, an index whose build failed cannot be made to fail again, and a tablespace is a folder of one machine. */
export function missingFrom(catalog: Catalog): Missing[] {
  const relations = [...catalog.tables, ...catalog.views];
  return [
    ...catalog.others.flatMap((object): Missing[] => {
      const name = `${object.kind} ${object.name}`;
      if (object.kind === "subscription") return [{ object: name, reason: "subscription" }];
      return hidesOptions(object) ? [{ object: name, reason: "secret" }] : [];
    }),
    ...relations.flatMap((relation) =>
      relation.indexes
        .filter(
          (index) => !index.valid && !("kind" in relation && relation.kind === "partitioned table"),
        )
        .map((index): Missing => ({
          object: `index ${nameOf({ schema: relation.schema, name: index.name })}`,
          reason: "invalid",
        })),
    ),
    ...relations
      .filter(({ tablespace }) => tablespace !== null)
      .map((relation): Missing => ({
        object: `${relation.kind} ${nameOf(relation)}`,
        reason: "tablespace",
      })),
  ];
}
