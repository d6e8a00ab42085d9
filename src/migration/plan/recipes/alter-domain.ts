import type { DomainConstraint, DomainType } from "../../../postgres/catalog/model/type.ts";
import { scanTokens } from "../../../sql/library.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { asNode } from "../../../sql/walk.ts";
import { isKnownTable, printed, sameIn } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Change, Cooked, Recipe, Surroundings } from "../recipe.ts";
import { countRows, hasRows } from "../rows.ts";
import { heavyWork } from "../weight.ts";

/**
 * A constraint of a domain holds for what is written from now on, and then the tables that have such columns are read: under SHARE, whether
 * the constraint is added or validated (Postgres 14 to 18), so that writers wait. Where values do not pass, that is asked before.
 */
export const alterDomain: Recipe = {
  id: "alter-domain",
  title: "A constraint of a domain that columns in use have",
  async cook(change, surroundings) {
    const added = addedTo(change);
    const { effect, before } = change;
    if (added === undefined || added.constraint.validated === false) return undefined;
    if (heavyWork([effect], isKnownTable(before, surroundings)).length === 0) return undefined;
    const { domain, constraint } = added;
    const failing = await failingRows(domain, constraint, change, surroundings);
    if (failing !== undefined) return ask(domain, constraint, failing);
    return cooked(stepsOf(domain, constraint));
  },
};

interface Added {
  readonly domain: DomainType;
  readonly constraint: DomainConstraint;
}

function addedTo({ statement, before, after }: Change): Added | undefined {
  const alter = asNode(statement.node, "AlterDomainStmt");
  if (alter?.["subtype"] !== "C") return undefined;
  for (const type of after.types) {
    const old = sameIn(before.types, type);
    if (type.kind !== "domain" || old?.kind !== "domain") continue;
    const known = new Set(old.constraints.map(({ name }) => name));
    const constraint = type.constraints.find(({ name }) => !known.has(name));
    if (constraint !== undefined) return { domain: type, constraint };
  }
  return undefined;
}

function stepsOf(domain: DomainType, { name, definition }: DomainConstraint): Partial<Cooked> {
  const alter = `ALTER DOMAIN ${printed(domain)}`;
  const own = quoteIdentifier(name);
  return {
    pieces: [
      {
        phase: "expand",
        purpose: `Check ${name} of values that are written from now on`,
        sql: `${alter} ADD CONSTRAINT ${own} ${definition} NOT VALID`,
        rollback: `${alter} DROP CONSTRAINT ${own}`,
      },
      {
        phase: "verify",
        purpose: `Check ${name} of all values`,
        sql: `${alter} VALIDATE CONSTRAINT ${own}`,
        rollback: null,
      },
    ],
    verification: [
      {
        phase: "verify",
        purpose: `${name} is valid`,
        sql: `SELECT convalidated FROM pg_catalog.pg_constraint WHERE contypid = ${quoteLiteral(printed(domain))}::pg_catalog.regtype AND conname = ${quoteLiteral(name)}`,
        expect: true,
      },
    ],
    notes: [
      {
        phase: "expand",
        text: `From here on a value of \`${printed(domain)}\` that does not pass \`${name}\` is refused.`,
      },
    ],
  };
}

/** Of the first column whose values do not all pass; undefined where there is none, or that cannot be known. */
async function failingRows(
  domain: DomainType,
  { definition }: DomainConstraint,
  { before }: Change,
  surroundings: Surroundings,
): Promise<{ readonly on: string; readonly rows: string } | undefined> {
  const [, expression] = /^CHECK \((.*)\)$/s.exec(definition) ?? [];
  if (expression === undefined) return undefined;
  for (const table of before.tables)
    for (const { name, type } of table.columns) {
      if (type !== printed(domain)) continue;
      const condition = `not (${await ofColumn(expression, name)})`;
      if ((await hasRows(table, condition, surroundings)) !== true) continue;
      const rows = await countRows(table, condition, surroundings);
      return { on: `${printed(table)}.${quoteIdentifier(name)}`, rows };
    }
  return undefined;
}

/** The expression with the column where it says VALUE. */
async function ofColumn(expression: string, column: string): Promise<string> {
  const bytes = Buffer.from(expression);
  let [text, end] = ["", 0];
  for (const token of await scanTokens(expression)) {
    if (token.text !== "VALUE") continue;
    text += bytes.toString("utf8", end, token.start) + quoteIdentifier(column);
    end = token.end;
  }
  return text + bytes.toString("utf8", end);
}

const ask = (
  domain: DomainType,
  { name }: DomainConstraint,
  { on, rows }: { readonly on: string; readonly rows: string },
): Cooked =>
  cooked({
    questions: [
      {
        about: printed(domain),
        question: `${rows} of \`${on}\` do not pass \`${name}\`: what is to become of them?`,
        options: ["change them", "delete them", "add the constraint NOT VALID"],
        hint: "Put an UPDATE or DELETE of these rows before the constraint into sql; or write NOT VALID",
      },
    ],
  });
