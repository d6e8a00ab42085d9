import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Routine } from "../../postgres/catalog/model/routine.ts";
import { parsePlpgsql, SyntaxRefusal } from "../../sql/library.ts";
import { parseScript } from "../../sql/parse.ts";
import { readPlpgsql } from "../../sql/plpgsql.ts";
import { functionsOf, relationsOf, type Reference } from "../../sql/references.ts";
import { asNode, isFields, listOf, nameParts, textOf, walk } from "../../sql/walk.ts";
import { ToolError } from "../../core/errors.ts";
import { signatureOf } from "../engine/names.ts";

/** What the body of a routine in SQL or PL/pgSQL speaks of. */
export interface Body {
  readonly relations: readonly Reference[];
  readonly functions: readonly Reference[];
  /** Expressions of EXECUTE in which a value is put into SQL as it is, without `quote_ident`, `quote_literal` or `%I` and `%L`. */
  readonly spliced: readonly string[];
  /** It makes MD5 or SHA of something that is called a password. */
  readonly digestsPassword: boolean;
}

/** By signature; routines in other languages, and those that cannot be read, are left out. */
export async function readBodies({ routines }: Catalog): Promise<Map<string, Body>> {
  const bodies = new Map<string, Body>();
  for (const routine of routines) {
    const body = await readBody(routine);
    if (body !== undefined) bodies.set(signatureOf(routine), body);
  }
  return bodies;
}

async function readBody({
  language,
  source,
  sqlBody,
  definition,
}: Routine): Promise<Body | undefined> {
  try {
    if (language === "sql") return await spokenOf(sqlBody === null ? [source] : [], []);
    if (language !== "plpgsql" || definition === null) return undefined;
    const { fragments } = await readPlpgsql(definition);
    return await spokenOf(fragments, await splicedIn(await parsePlpgsql(definition)));
  } catch (error) {
    if (error instanceof SyntaxRefusal || error instanceof ToolError) return undefined;
    throw error;
  }
}

async function spokenOf(texts: readonly string[], spliced: readonly string[]): Promise<Body> {
  const statements = [];
  for (const text of texts) if (text.trim() !== "") statements.push(...(await parseScript(text)));
  return {
    relations: statements.flatMap(relationsOf),
    functions: statements.flatMap(functionsOf),
    spliced,
    digestsPassword: statements.some(({ node }) => digestsPassword(node)),
  };
}

function digestsPassword(node: unknown): boolean {
  let found = false;
  walk(node, (tag, fields) => {
    const name = tag === "FuncCall" ? (nameParts(fields["funcname"]).at(-1) ?? "") : "";
    if (!/^(md5|digest|sha(1|224|256|384|512))$/.test(name)) return;
    walk(fields["args"], (inner, { fields: parts }) => {
      found ||= inner === "ColumnRef" && /pass|pwd/i.test(nameParts(parts).at(-1) ?? "");
    });
  });
  return found;
}

async function splicedIn(parsed: unknown): Promise<string[]> {
  const expressions: string[] = [];
  const find = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) find(item);
    if (!isFields(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (/^PLpgSQL_stmt_dyn(execute|fors)$/.test(key) && isFields(child))
        expressions.push(textOf(asNode(child["query"], "PLpgSQL_expr")?.["query"]));
      find(child);
    }
  };
  find(parsed);
  const spliced: string[] = [];
  for (const expression of expressions) if (await isSpliced(expression)) spliced.push(expression);
  return spliced;
}

/** Whether a variable comes into the text unquoted: by `||`, `concat`, or `%s` of `format`. */
async function isSpliced(expression: string): Promise<boolean> {
  const [statement] = await parseScript(`select ${expression}`);
  let found = false;
  walk(statement?.node, (tag, fields) => {
    if (tag === "FuncCall") {
      const name = nameParts(fields["funcname"]).at(-1) ?? "";
      if (/^quote_(ident|literal|nullable)$/.test(name)) return false;
      if (name === "format") {
        const [template, ...values] = listOf(fields["args"]);
        const text = asNode(template, "A_Const")?.["sval"];
        const shape = isFields(text) ? textOf(text["sval"]) : undefined;
        found ||= shape === undefined || (/%(\d+\$)?-?\d*s/.test(shape) && values.some(isVariable));
        return false;
      }
    }
    if (tag === "ColumnRef" || tag === "ParamRef") found = true;
    return true;
  });
  return found;
}

function isVariable(node: unknown): boolean {
  let found = false;
  walk(node, (tag, fields) => {
    if (tag === "FuncCall" && (nameParts(fields["funcname"]).at(-1) ?? "").startsWith("quote_"))
      return false;
    found ||= tag === "ColumnRef" || tag === "ParamRef";
    return true;
  });
  return found;
}
