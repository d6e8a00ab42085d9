import type { Piece, Shape, Unread } from "../set.ts";
import { type Constants, type Py, type PyCall, readExpression } from "./expression.ts";
import { operationSql, type Within } from "./operations.ts";
import { type PyLine, type PyToken, pyLines } from "./tokens.ts";
import { lastName, NotPlain, optionalText, statementText, textOf } from "./values.ts";

/** What a revision's file says. */
export interface Revision {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly up: Steps;
  readonly down: Steps;
}

export interface Steps {
  readonly pieces: readonly Piece[];
  readonly unread: readonly Unread[];
}

/** Undefined where the file is no revision. */
export function readRevision(text: string): Revision | undefined {
  const lines = pyLines(text);
  const constants = new Map<string, Py>();
  for (const line of lines) if (line.indent === 0) learn(line, constants);
  const revision = constants.get("revision");
  if (revision?.kind !== "text") return undefined;
  return {
    revision: revision.value,
    downRevisions: namesOf(constants.get("down_revision")),
    labels: namesOf(constants.get("branch_labels")),
    dependsOn: namesOf(constants.get("depends_on")),
    up: stepsOf(bodyOf(lines, "upgrade"), constants, text),
    down: stepsOf(bodyOf(lines, "downgrade"), constants, text),
  };
}

/** `name = value` and `name: type = value`. */
function learn({ tokens }: PyLine, constants: Map<string, Py>): void {
  const [name] = tokens;
  const at = tokens.findIndex(({ text, kind }) => kind === "operator" && text === "=");
  const typed = tokens[1]?.text === ":" || at === 1;
  if (name?.kind !== "name" || at < 0 || !typed) return;
  const value = readExpression(tokens.slice(at + 1), constants);
  if (value.kind === "text" || value.kind === "list" || value.kind === "none")
    constants.set(name.text, value);
  else constants.delete(name.text);
}

function namesOf(value: Py | undefined): string[] {
  if (value?.kind === "text") return [value.value];
  return value?.kind === "list" ? value.items.flatMap(namesOf) : [];
}

/** The lines of a function of the module. */
function bodyOf(lines: readonly PyLine[], name: string): PyLine[] {
  const at = lines.findIndex(
    ({ indent, tokens }) => indent === 0 && tokens[0]?.text === "def" && tokens[1]?.text === name,
  );
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex(({ indent }) => indent === 0);
  return end < 0 ? rest : rest.slice(0, end);
}

/** What surrounds a line: the transaction that was left, the table that a batch is about. */
interface Surroundings {
  readonly indent: number;
  readonly shape: Shape;
  /** The name of a batch, and what it is about. */
  readonly batch?: { readonly name: string; readonly within: Within };
}

function stepsOf(lines: readonly PyLine[], module: Constants, source: string): Steps {
  const pieces: Piece[] = [];
  const unread: Unread[] = [];
  const constants = new Map(module);
  let around: Surroundings[] = [{ indent: 0, shape: "transaction" }];
  /** Lines deeper than this belong to something that is not read. */
  let passed = Infinity;
  const sourceLines = source.split("\n");
  for (const line of lines) {
    if (line.indent > passed) continue;
    passed = Infinity;
    around = around.filter(({ indent }) => indent < line.indent || indent === 0);
    const now = around.at(-1) ?? { indent: 0, shape: "transaction" };
    try {
      const entered = enter(line, constants, now);
      if (entered !== undefined) around.push(entered);
      else pieces.push(...piecesOf(line, constants, now));
    } catch (error) {
      if (!(error instanceof NotPlain)) throw error;
      unread.push({
        line: line.line,
        what: (sourceLines[line.line - 1] ?? "").trim().slice(0, 80),
      });
      if (line.tokens.at(-1)?.text === ":") passed = line.indent;
    }
    learn(line, constants);
  }
  return { pieces, unread };
}

/** `with op.get_context().autocommit_block():` and `with op.batch_alter_table("t") as batch_op:`. */
function enter(
  { indent, tokens }: PyLine,
  constants: Constants,
  now: Surroundings,
): Surroundings | undefined {
  if (tokens[0]?.text !== "with") return undefined;
  const as = tokens.findIndex(({ text, kind }) => kind === "name" && text === "as");
  const call = readExpression(tokens.slice(1, as < 0 ? -1 : as), constants);
  if (call.kind !== "call") throw new NotPlain();
  if (call.name.endsWith(".autocommit_block")) return { ...now, indent, shape: "batch" };
  const name = tokens[as + 1]?.text;
  if (lastName(call.name) !== "batch_alter_table" || as < 0 || name === undefined)
    throw new NotPlain();
  const within = {
    table: textOf(call.args[0] ?? call.named.get("table_name")),
    schema: optionalText(call.named.get("schema")),
  };
  return { ...now, indent, batch: { name, within } };
}

const NOTHING = /^(?:pass|return|global|import|from|assert)$/;

/** The statements of a line. Throws NotPlain. */
function piecesOf(line: PyLine, constants: Constants, { shape, batch }: Surroundings): Piece[] {
  const [first] = line.tokens;
  if (
    first === undefined ||
    NOTHING.test(first.text) ||
    isText(line.tokens) ||
    isPlainAssignment(line, constants)
  )
    return [];
  const value = readExpression(line.tokens, constants);
  if (value.kind !== "call") throw new NotPlain();
  if (/^(?:print|logger\.\w+|logging\.\w+|log\.\w+)$/.test(value.name)) return [];
  const owner = value.name.slice(0, value.name.lastIndexOf("."));
  const within = batch !== undefined && owner === batch.name ? batch.within : undefined;
  if (owner !== "op" && within === undefined) throw new NotPlain();
  if (lastName(value.name) === "execute") return [executed(value, shape)];
  return operationSql(value, within).map((sql) => ({
    sql,
    line: line.line,
    shape,
    translated: true,
  }));
}

function executed(call: PyCall, shape: Shape): Piece {
  const { sql, line, exact } = statementText(call.args[0] ?? call.named.get("sqltext"));
  return { sql, line, shape, ...(exact ? {} : { translated: true }) };
}

const isText = (tokens: readonly PyToken[]): boolean =>
  tokens.every(({ kind }) => kind === "string");

/** A name for a text, a list or a type: nothing happens. */
function isPlainAssignment({ tokens }: PyLine, constants: Constants): boolean {
  const at = tokens.findIndex(({ text, kind }) => kind === "operator" && text === "=");
  if (at < 1 || tokens.slice(0, at).some(({ text }) => text === "(")) return false;
  const value = readExpression(tokens.slice(at + 1), constants);
  if (value.kind === "call")
    return !/^(?:op|conn|connection|bind|session)\.(?!get_)/.test(value.name);
  return value.kind !== "other";
}
