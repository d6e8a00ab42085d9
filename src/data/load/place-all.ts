import type { Session } from "../../core/session.ts";
import type { Batch } from "./batch.ts";
import { place, type Placed } from "./place.ts";

/**
 * As `place`; in a table that refers to itself, a row that came too early is tried again once the rest of its batch is there: a bad record
 * between the two would else cost the good one.
 */
export async function placeAll(...given: Parameters<typeof place>): Promise<Placed> {
  const [session, loading, batch, plain, signal] = given;
  let placed = await place(...given);
  if (!placed.refused.some(isEarly) || !(await refersToItself(session, loading.table)))
    return placed;
  for (;;) {
    const early = placed.refused.filter(isEarly).map(({ record }) => record);
    const again = await place(session, loading, some(batch, early), plain, signal);
    // what is taken may be what others wait for
    if (again.refused.length === early.length) return placed;
    const refused = [
      ...placed.refused.filter((each) => !isEarly(each)),
      ...again.refused.map(({ record, failure }) => ({ record: early[record] ?? 0, failure })),
    ].toSorted((a, b) => a.record - b.record);
    placed = {
      rows: placed.rows + again.rows,
      ignored: placed.ignored + again.ignored,
      refused,
    };
  }
}

const isEarly = ({ failure }: Placed["refused"][number]): boolean => failure.sqlstate === "23503";

/** Some records of a batch, in order, as one. COPY's lines say nothing about them. */
const some = (batch: Batch, records: readonly number[]): Batch => ({
  count: records.length,
  payload: (from, to) =>
    Buffer.concat(records.slice(from, to).map((record) => batch.payload(record, record + 1))),
  recordAt: () => -1,
  lineOf: (record) => batch.lineOf(records[record] ?? 0),
  textOf: (record) => batch.textOf(records[record] ?? 0),
});

async function refersToItself(session: Session, table: string): Promise<boolean> {
  const [found] = await session.query<{ itself: boolean }>(
    `select exists (select from pg_catalog.pg_constraint c where c.contype operator(pg_catalog.=) 'f'
       and c.conrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.regclass and c.confrelid operator(pg_catalog.=) c.conrelid) as itself`,
    [table],
  );
  return found?.itself === true;
}
