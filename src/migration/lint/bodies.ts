import { SyntaxRefusal } from "../../sql/library.ts";
import { type Statement, parseScript } from "../../sql/parse.ts";
import { readPlpgsql } from "../../sql/plpgsql.ts";
import { asNode, listOf, tagged, textOf } from "../../sql/walk.ts";

/** A statement in the body of a DO block or a routine. */
export interface Inner {
  readonly statement: Statement;
  /** Lines after the first one of the statement around it. */
  readonly below: number;
}

/** The statements of a PL/pgSQL body that change something, as far as it can be read; expressions and queries are left out. */
export async function innerStatements(outer: Statement): Promise<Inner[]> {
  if (!hasBody(outer)) return [];
  const { fragments } = await readPlpgsql(outer.text).catch((error: unknown) => {
    if (error instanceof SyntaxRefusal) return { fragments: [] };
    throw error;
  });
  const inner: Inner[] = [];
  for (const fragment of fragments) {
    const statements = await parseScript(fragment);
    const at = Math.max(0, outer.text.indexOf(fragment));
    for (const statement of statements)
      if (statement.kind !== "read")
        inner.push({ statement, below: outer.text.slice(0, at).split("\n").length - 1 });
  }
  return inner;
}

/** Whether it is PL/pgSQL; DO is, where it says nothing else. */
function hasBody({ node }: Statement): boolean {
  const [tag, fields] = tagged(node) ?? ["", {}];
  if (tag !== "DoStmt" && tag !== "CreateFunctionStmt") return false;
  const language = listOf(fields[tag === "DoStmt" ? "args" : "options"])
    .map((option) => asNode(option, "DefElem"))
    .find((option) => option?.["defname"] === "language");
  const name = textOf(asNode(language?.["arg"], "String")?.["sval"]);
  return name.toLowerCase() === "plpgsql" || (tag === "DoStmt" && name === "");
}
