import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Probe, Reader, Violation } from "../check.ts";
import { violatorsOf } from "../violators.ts";
import { code, listed, rowsThat, words } from "../words.ts";

const isMoment = ({ type }: Column): boolean => type.startsWith("timestamp");
const isLocal = ({ type }: Column): boolean => /^timestamp(\(\d\))? without time zone$/.test(type);

/** What a row's own history says. */
const PAST = /^(created|inserted|updated|modified|changed)(_at|_on|_time)?$/;

/** Moments without a zone beside moments with one, moments that are to come, and histories that run backwards. */
export const timeZones: Check = {
  id: "time-zones",
  *probes({ catalog }) {
    const tables = catalog.tables.filter(
      ({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null,
    );
    for (const table of tables) {
      const moments = table.columns.filter(isMoment);
      if (moments.length === 0) continue;
      const probe = probeOf(table);
      const local = moments.filter(isLocal);
      if (local.length > 0 && local.length < moments.length)
        yield { ...probe, reads: [], run: async () => [mixed(table, local, moments)] };
      for (const column of moments)
        if (PAST.test(words(column.name)))
          yield { ...probe, run: (reader) => ahead(reader, table, column) };
      for (const [before, after] of pairsOf(moments))
        yield { ...probe, run: (reader) => backwards(reader, table, before, after) };
    }
  },
};

const probeOf = (table: Table): Omit<Probe, "run"> => ({
  object: nameOf(table),
  reads: [nameOf(table)],
  samples: true,
});

function mixed(table: Table, local: readonly Column[], moments: readonly Column[]): Violation {
  const object = nameOf(table);
  const zoned = moments.filter((column) => !isLocal(column)).map(({ name }) => name);
  return {
    level: "warning",
    object,
    message: `${listed(local.map(({ name }) => name))} have no time zone and ${listed(zoned)} have one: compared with each other, they mean another moment in each session's TimeZone. Make all of them timestamptz, saying in which zone the values were written.`,
    fix: local
      .map(({ name }) => quoteIdentifier(name))
      .map(
        (name) =>
          `ALTER TABLE ${object} ALTER COLUMN ${name} TYPE timestamptz USING ${name} AT TIME ZONE 'UTC';`,
      )
      .join("\n"),
  };
}

/** A day is more than any zone is off. */
async function ahead(reader: Reader, table: Table, column: Column): Promise<Violation[]> {
  const name = quoteIdentifier(column.name);
  const local = isLocal(column);
  const now = local ? "(pg_catalog.now() at time zone 'UTC')" : "pg_catalog.now()";
  const condition = `pg_catalog.isfinite(c.${name}) and c.${name} > ${now} + interval '5 minutes'`;
  const { count, samples } = await violatorsOf(reader, table, condition);
  if (count === 0) return [];
  const { count: far } = await violatorsOf(
    reader,
    table,
    `pg_catalog.isfinite(c.${name}) and c.${name} > ${now} + interval '14 hours'`,
  );
  const zone = local && far === 0;
  return [
    {
      level: "warning",
      object: nameOf(table),
      about: column.name,
      message: `${rowsThat(count, "have")} a ${code(column.name)} that is still to come${zone ? ", by less than 14 hours: local time was written where UTC is meant" : ""}. Correct the values${zone ? ", and make the column timestamptz" : " and the clock or the unit they were written with"}.`,
      count,
      samples,
    },
  ];
}

type Pair = readonly [before: Column, after: Column];

/** `created_at` comes before `updated_at` and `deleted_at`, a start before its end. */
function pairsOf(moments: readonly Column[]): Pair[] {
  const find = (pattern: RegExp): Column | undefined =>
    moments.find(({ name }) => pattern.test(words(name)));
  const pair = (a: RegExp, b: RegExp): Pair[] => {
    const [before, after] = [find(a), find(b)];
    // without a zone on both sides the order depends on the session
    return before === undefined || after === undefined || before.type !== after.type
      ? []
      : [[before, after]];
  };
  const created = /^(created|inserted)(_at|_on)?$/;
  return [
    ...pair(created, /^(updated|modified|changed)(_at|_on)?$/),
    ...pair(created, /^(deleted|archived|removed)(_at|_on)?$/),
    ...pair(/^(starts?|started|begins?|began)(_at|_on)?$/, /^(ends?|ended|finished)(_at|_on)?$/),
    ...pair(/^valid_from$/, /^valid_(to|until)$/),
  ];
}

async function backwards(
  reader: Reader,
  table: Table,
  before: Column,
  after: Column,
): Promise<Violation[]> {
  const [first, second] = [before, after].map(({ name }) => `c.${quoteIdentifier(name)}`);
  const { count, samples } = await violatorsOf(reader, table, `${second} < ${first}`);
  if (count === 0) return [];
  return [
    {
      level: "warning",
      object: nameOf(table),
      about: `${after.name}:order`,
      message: `${rowsThat(count, "have")} ${code(after.name)} before ${code(before.name)}: two clocks or two zones wrote them. Correct them and add the check.`,
      count,
      samples,
      fix: `ALTER TABLE ${nameOf(table)} ADD CHECK (${quoteIdentifier(after.name)} >= ${quoteIdentifier(before.name)}) NOT VALID;`,
    },
  ];
}
