import type { Row, Session } from "../../core/session.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { assertionOf } from "../assumptions.ts";

/** Of all rows of `f`, whatever their order; md5 is refused where OpenSSL keeps to FIPS. */
const DIGEST = `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
  f::pg_catalog.text, pg_catalog.chr(10) order by f::pg_catalog.text collate pg_catalog."C"), ''),
  pg_catalog.getdatabaseencoding())), 'hex')`;

/** Asks the catalog, and knows afterwards how to find out in one statement whether it would answer the same. */
export class Inquiry {
  readonly #session: Pick<Session, "query">;
  readonly #answers: string[] = [];

  constructor(session: Pick<Session, "query">) {
    this.#session = session;
  }

  /** `sql` is a query with a column `kind` that is never null; its parameters are text. */
  async query<R extends Row>(sql: string, params: readonly string[] = []): Promise<R[]> {
    const rows = await this.#session.query<R & { kind: string | null; digest: string }>(
      `with f as (${sql}) select f.*, d.digest from (select ${DIGEST} as digest from f) d left join f on true`,
      params,
    );
    const literal = sql.replaceAll(/\$(\d+)/g, (_, n) => quoteLiteral(params[Number(n) - 1] ?? ""));
    const digest = quoteLiteral(rows[0]?.digest ?? "");
    this.#answers.push(`(select ${DIGEST} from (${literal}) f) operator(pg_catalog.=) ${digest}`);
    return rows.filter(({ kind }) => kind !== null);
  }

  /** SQL that fails when one of the answers is another now. */
  get assertion(): string {
    return assertionOf(this.#answers.join(" and "));
  }
}
