import { isGenerated } from "../../../postgres/catalog/canonical/names.ts";
import type { Sequence } from "../../../postgres/catalog/model/catalog.ts";
import type { Identity } from "../../../postgres/catalog/model/column.ts";
import type { SequenceOptions } from "../../../postgres/catalog/model/common.ts";
import { nameOf } from "../../text.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "../source.ts";
import { call, keyword, type Code } from "./text.ts";

export const keyColumns = ({ primaryKey }: SourceEntity): readonly string[] =>
  primaryKey?.columns ?? [];

/** A key that Postgres counts. */
export function identityOf({ generation, sequence }: Identity): Code {
  return call(
    "sa.Identity",
    ...(generation === "always" ? [keyword("always", "True")] : []),
    ...(sequence === null ? [] : sequenceOptions(sequence)),
  );
}

/** What is not as Postgres would have it. */
export function sequenceOptions({
  type,
  start,
  increment,
  min,
  max,
  cache,
  cycle,
}: SequenceOptions): Code[] {
  const down = increment.startsWith("-");
  const [lowest, highest] = bounds[type] ?? ["", ""];
  const [usualMin, usualMax] = down ? [lowest, "-1"] : ["1", highest];
  return [
    ...(start === (down ? max : min) ? [] : [keyword("start", start)]),
    ...(increment === "1" ? [] : [keyword("increment", increment)]),
    ...(min === usualMin ? [] : [keyword("minvalue", min)]),
    ...(max === usualMax ? [] : [keyword("maxvalue", max)]),
    ...(cycle ? [keyword("cycle", "True")] : []),
    ...(cache === "1" ? [] : [keyword("cache", cache)]),
  ];
}

const bounds: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** The sequence of a key that SQLAlchemy makes SERIAL. */
export function serialSequence(
  entity: SourceEntity,
  { column }: SourceColumn,
  { catalog }: ModelSource,
): Sequence | undefined {
  if (!keyColumns(entity).includes(column.name) || column.default === null) return undefined;
  const { schema, name } = entity.table;
  const sequence = catalog.sequences.find(
    ({ ownedBy, ...each }) =>
      ownedBy?.table.schema === schema &&
      ownedBy.table.name === name &&
      ownedBy.column === column.name &&
      column.default === `nextval('${nameOf(each).replaceAll("'", "''")}'::regclass)`,
  );
  const usual =
    sequence !== undefined &&
    sequence.schema === schema &&
    isGenerated(sequence.name, name, column.name, "seq") &&
    sequence.type === column.type &&
    sequenceOptions(sequence).length === 0;
  return usual ? sequence : undefined;
}
