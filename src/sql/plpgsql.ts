import { bodyTokens, declaredDefaults, overlooked } from "./plpgsql-tokens.ts";
import { parsePlpgsql, parseRaw, SyntaxRefusal } from "./library.ts";
import { asNode, isFields, listOf, type Fields, textOf } from "./walk.ts";

/** What a PL/pgSQL body runs, in the order of the text. */
export interface PlpgsqlBody {
  /** SQL in it: whole statements, and expressions as `SELECT expression`. */
  readonly fragments: readonly string[];
  /** Types of variables, as written. */
  readonly types: readonly string[];
  /** EXECUTE of text that is put together at run time. */
  readonly dynamic: boolean;
  /** COMMIT, ROLLBACK or CALL. */
  readonly control: boolean;
}

/** libpg-query's PlpgSQL_expr.parseMode: how Postgres parses the text of an expression. */
const STATEMENT = 0;
const EXPRESSION = 2;

/** Reads one CREATE FUNCTION, CREATE PROCEDURE or DO statement in PL/pgSQL. Throws SyntaxRefusal where it cannot be read. */
export async function readPlpgsql(definition: string): Promise<PlpgsqlBody> {
  const reader = new Reader();
  reader.read(await parse(definition));
  const tokens = await bodyTokens(definition);
  const defaults = declaredDefaults(tokens, reader.names).map((sql) => [`SELECT ${sql}`]);
  const fragments = await Promise.all([...reader.expressions, ...defaults].map(firstThatParses));
  const [unread] = overlooked(tokens, [...fragments, ...reader.types], reader.names);
  if (unread !== undefined) throw new SyntaxRefusal(`the use of ${unread} is not understood`);
  const executed = await Promise.all(reader.executed.map(constantText));
  return {
    fragments: [...fragments, ...executed.filter((sql) => sql !== undefined)],
    types: reader.types,
    dynamic: executed.includes(undefined),
    control: reader.control,
  };
}

/**
 * libpg-query has no catalog: it takes a variable of a `%ROWTYPE` for a scalar and refuses its fields, whereas it takes one
 * of an unknown type for a record. Outside of declarations the text then no longer parses, or `rowtype` is a name: refused.
 */
async function parse(definition: string): Promise<unknown> {
  try {
    return await parsePlpgsql(definition);
  } catch (error) {
    const plain = definition.replaceAll(/%rowtype(?=\s*(?:;|:=|=|\bnot\b|\bdefault\b))/gi, "");
    if (!(error instanceof SyntaxRefusal) || plain === definition) throw error;
    return await parsePlpgsql(plain);
  }
}

class Reader {
  readonly expressions: (readonly string[])[] = [];
  readonly names = new Set<string>();
  readonly types: string[] = [];
  readonly executed: string[] = [];
  control = false;

  read(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.read(item);
    if (!isFields(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === "PLpgSQL_expr") this.expression(child);
      else if (key === "PLpgSQL_type") this.type(child);
      else this.statement(key, child);
    }
  }

  private statement(key: string, child: unknown): void {
    if (/^PLpgSQL_stmt_(commit|rollback|call)$/.test(key)) this.control = true;
    if (/^PLpgSQL_stmt_dyn(execute|fors)$/.test(key) && isFields(child))
      this.execute(child["query"]);
    if (key === "dynquery") this.execute(child);
    if (key === "refname") this.names.add(String(child).toLowerCase());
    this.read(child);
  }

  private execute(expression: unknown): void {
    this.executed.push(asSql(asNode(expression, "PLpgSQL_expr") ?? {})[0] ?? "");
  }

  private expression(fields: unknown): void {
    if (isFields(fields)) this.expressions.push(asSql(fields));
  }

  private type(fields: unknown): void {
    const name = isFields(fields) ? fields["typname"] : undefined;
    if (typeof name === "string") this.types.push(name);
  }
}

/** The ways to write an expression as SQL, the first that parses counts; an assignment is read as a comparison. */
function asSql(fields: Fields): readonly string[] {
  const query = textOf(fields["query"]);
  const mode = Number(fields["parseMode"] ?? STATEMENT);
  if (mode === STATEMENT) return [query];
  if (mode === EXPRESSION) return [`SELECT ${query}`];
  return [
    `SELECT ${query}`,
    `SELECT ${query.replace(":=", "= (")}\n)`,
    `SELECT ${query.replace(":=", "=")}`,
    `SELECT ${query.replace("=", "= (")}\n)`,
  ];
}

async function firstThatParses(ways: readonly string[]): Promise<string> {
  let refusal: unknown;
  for (const sql of ways) {
    try {
      await parseRaw(sql);
      return sql;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** The SQL text that an EXECUTE runs when it is a literal; undefined when it is put together. */
async function constantText(expression: string): Promise<string | undefined> {
  const [statement] = await parseRaw(expression);
  const targets = listOf(asNode(statement?.stmt, "SelectStmt")?.["targetList"]);
  const constant = asNode(asNode(targets[0], "ResTarget")?.["val"], "A_Const")?.["sval"];
  return targets.length === 1 && isFields(constant) ? textOf(constant["sval"]) : undefined;
}
