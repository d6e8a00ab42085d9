import type { Session } from "../../../core/session.ts";
import { printingPlainly } from "../../../postgres/catalog/plain-printing.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { isRefusal } from "../../statistics/import/restore.ts";
import type { IndexExpression, ReadColumn } from "./read.ts";
import type { Sample } from "./sample.ts";

/** An expression with the columns that it reads, and rows of them. */
export interface Question extends Pick<IndexExpression, "expression" | "collation"> {
  readonly columns: readonly ReadColumn[];
  readonly sample: Sample;
}

/** One value of an expression. */
export interface Result {
  /** As text, or NULL; empty where it has more than `WIDEST` bytes. */
  readonly value: string | null;
  /** Rows of the sample that have it, from 0. */
  readonly rows: readonly number[];
  /** Bytes, as ANALYZE counts them: with a header of four where the type has one. */
  readonly width: number;
}

export interface Evaluated {
  /** Different values in the order of their type, NULL last. */
  readonly results: readonly Result[];
  /** Of the values' type: `-` or the name of the function that gathers statistics of its own. */
  readonly analyze: string;
}

const AT_ONCE = 50;
/** An expression takes a few milliseconds for all rows. */
const TIMEOUT_MS = 2000;
const TIMEOUT_ALONE_MS = 500;

/** ANALYZE keeps no values of more bytes: they need not be sent. */
export const WIDEST = 1024;

/**
 * Has Postgres execute expressions on rows that no table has, as the owner, who may have written the functions. All in one statement;
 * where one of them fails, halves until it is alone, and it has no values. Where one takes too long, each is tried alone.
 */
export async function evaluate(
  owner: Session,
  questions: readonly Question[],
): Promise<(Evaluated | undefined)[]> {
  const evaluated: (Evaluated | undefined)[] = [];
  for (let from = 0; from < questions.length; from += AT_ONCE)
    evaluated.push(...(await attempt(owner, questions.slice(from, from + AT_ONCE))));
  return evaluated;
}

async function attempt(
  owner: Session,
  questions: readonly Question[],
  isAgain = false,
): Promise<(Evaluated | undefined)[]> {
  try {
    return await execute(owner, questions);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // what is slow is so twice; a machine that stood still is not, and would decide what is advised
    if (questions.length === 1 && error.code === "TIMEOUT" && !isAgain)
      return attempt(owner, questions, true);
    if (questions.length === 1) return [undefined];
    const share = error.code === "TIMEOUT" ? 1 : Math.ceil(questions.length / 2);
    const evaluated: (Evaluated | undefined)[] = [];
    for (let from = 0; from < questions.length; from += share)
      evaluated.push(...(await attempt(owner, questions.slice(from, from + share))));
    return evaluated;
  }
}

async function execute(
  owner: Session,
  questions: readonly Question[],
): Promise<(Evaluated | undefined)[]> {
  const samples = [...new Set(questions.map(({ sample }) => sample))];
  const sql = questions.map((question, at) => select(question, at, samples)).join(" union all ");
  const parameters = samples.map(({ rows }) => JSON.stringify(rows));
  const statementTimeoutMs = questions.length === 1 ? TIMEOUT_ALONE_MS : TIMEOUT_MS;
  const answers = await owner.transaction({ access: "read only", statementTimeoutMs }, () =>
    printingPlainly(owner, () =>
      jsonRows<Evaluated & { readonly at: number }>(owner, sql, parameters),
    ),
  );
  const found = new Map(answers.map((answer) => [answer.at, answer]));
  return questions.map((_, at) => found.get(at));
}

/** The expression and its types and collations are as Postgres printed them. */
function select(
  { expression, collation, columns, sample }: Question,
  at: number,
  samples: readonly Sample[],
): string {
  const collated = (name: string | null): string => (name === null ? "" : ` collate ${name}`);
  const members = columns.map(
    (column, member) =>
      `(r.v ->> ${member})::${column.type}${collated(column.collation)} as ${quoteIdentifier(column.name)}`,
  );
  const rows = `json_array_elements($${samples.indexOf(sample) + 1}::json) with ordinality as r (v, at)`;
  // A header gets shorter where rows are sorted. OFFSET keeps both the expression and its width where they are, before that.
  return `
    select ${at} as at, q.* from (
      with e as (
        select v.value, v."neon_dba at", pg_column_size(v.value) as width
          from (select (${expression})${collated(collation)} as value, s."neon_dba at"
                  from (select ${members.join(", ")}, r.at - 1 as "neon_dba at" from ${rows}) s offset 0) v offset 0),
      g as (select e.value, json_agg(e."neon_dba at") as rows, coalesce(avg(e.width), 0) as width from e group by e.value)
      select (select t.typanalyze::text from pg_type t where t.oid = pg_typeof((select g.value from g limit 0))) as analyze,
             (select json_agg(json_build_object('value', case when g.width > ${WIDEST} then '' else g.value::text end, 'rows', g.rows, 'width', g.width) order by g.value) from g) as results) q`;
}
