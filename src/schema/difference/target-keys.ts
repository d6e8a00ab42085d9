import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { routineTarget } from "../emit/routines.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import { otherKey, targetOf } from "./other-removals.ts";

/** What GRANT and ALTER .. OWNER address, with the key of it. */
export function targetKeys(catalog: Catalog): [target: string, key: Key][] {
  return [
    ...catalog.schemas.map(({ name }): [string, Key] => [
      `SCHEMA ${quoteIdentifier(name)}`,
      key("schema", name),
    ]),
    ...catalog.types.map((type): [string, Key] => [`TYPE ${nameOf(type)}`, keyOf("type", type)]),
    ...catalog.sequences.map((sequence): [string, Key] => [
      `SEQUENCE ${nameOf(sequence)}`,
      keyOf("sequence", sequence),
    ]),
    ...[...catalog.tables, ...catalog.views].map((relation): [string, Key] => [
      `TABLE ${nameOf(relation)}`,
      keyOf("relation", relation),
    ]),
    ...catalog.routines.map((routine): [string, Key] => [
      routineTarget(routine).replace("AGGREGATE", "FUNCTION").replace("(*)", "()"),
      keyOf("routine", routine, routine.identity),
    ]),
    ...catalog.statistics.map((statistics): [string, Key] => [
      `STATISTICS ${nameOf(statistics)}`,
      keyOf("statistics", statistics),
    ]),
    ...catalog.others.flatMap((object): [string, Key][] => {
      const target = targetOf(object);
      const grant = object.kind === "foreign server" ? [`FOREIGN ${target}`] : [];
      return [target, ...grant].map((words) => [words, otherKey(object)]);
    }),
  ];
}
