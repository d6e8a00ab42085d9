import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { marked } from "../../postgres/own.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import type { Query } from "./statement.ts";
import { wordsOf } from "./words.ts";

const name = "neon_dba_compared";

/** Throws INVALID_INPUT where a statement has parameters and a set has not as many values, or there is no set. */
export function checkParameters(
  queries: readonly Query[],
  sets: readonly (readonly unknown[])[],
): void {
  const needed = Math.max(...queries.map(({ parameters }) => parameters));
  if (needed > 0 && sets.length === 0)
    throw new ToolError(
      "INVALID_INPUT",
      `The statements have ${needed} parameter${needed === 1 ? "" : "s"}, and \`params\` holds no values.`,
      `Give one or more sets of values for $1 to $${needed}, such as params: [[1], [2]]; each set is compared.`,
    );
  const wrong = sets.find((set) => set.length !== needed);
  if (wrong !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `The statements have ${needed} parameter${needed === 1 ? "" : "s"}, and a set in \`params\` holds ${wrong.length} value${wrong.length === 1 ? "" : "s"}.`,
      needed === 0
        ? "Call compare_queries without `params`."
        : `\`params\` is a list of sets: give each set one value for each of $1 to $${needed}.`,
    );
}

/**
 * The statement with its parameters' values in it, each as a literal of the type that Postgres infers for the parameter: so
 * it can stand inside other statements, and on another server. In a transaction of the caller's.
 */
export async function bind(
  session: Session,
  { statement: { text }, parameters }: Query,
  values: readonly unknown[],
): Promise<string> {
  if (parameters === 0) return text;
  await session.execute(marked(`prepare ${name} as ${text}`), [], { maxRows: 0, maxBytes: 1024 });
  const types = await session.query<{ type: string }>(
    `select pg_catalog.format_type(t.type, -1) as type
     from pg_catalog.pg_prepared_statements s, unnest(s.parameter_types) with ordinality as t (type, n)
     where s.name = $1 order by t.n`,
    [name],
  );
  await session.query(`deallocate ${name}`);
  const literals = await Promise.all(
    types.map(async ({ type }, index) => {
      const [row] = await session.query<{ value: string | null }>(
        `select ($1::${type})::text as value`,
        [values[index] ?? null],
      );
      const value = row?.value ?? null;
      return `(${value === null ? "null" : quoteLiteral(value)}::${type})`;
    }),
  );
  let [bound, from] = ["", 0];
  for (const { text: word, start, end, parameter } of await wordsOf(text)) {
    if (!parameter) continue;
    bound += `${text.slice(from, start)} ${literals[Number(word.slice(1)) - 1] ?? word} `;
    from = end;
  }
  return bound + text.slice(from);
}
