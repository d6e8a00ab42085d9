import type { Session } from "../../../core/session.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { designTables } from "../design-tables.ts";
import type { Entity, Model } from "../model.ts";
import type { Problem } from "../problem.ts";
import { refuseProblems } from "../problem.ts";
import { tryCheck } from "./checks.ts";
import { tryDefault } from "./defaults.ts";
import { defaultSql, readExpression } from "./expression.ts";
import { reservedNames } from "./names.ts";
import { settleTypes } from "./types.ts";

export interface SettledModel {
  /** Types as Postgres prints them; defaults as they may stand in a statement. */
  readonly model: Model;
  /** What brings types of it. */
  readonly extensions: readonly string[];
  /** Those that have to be there already. */
  readonly given: readonly string[];
}

/**
 * Has an empty database judge names, types, defaults and checks of a model; nothing of it remains there. Throws one INVALID_INPUT with
 * every place that Postgres does not take.
 */
export async function settleModel(session: Session, model: Model): Promise<SettledModel> {
  return session.transaction({ access: "read write", rollback: true }, async () => {
    const problems = await reservedNames(session, model);
    const { types, extensions, given } = await settleTypes(session, model, problems);
    refuseProblems(problems);
    const typed = await mapAttributes(model, async (attribute) => ({
      ...attribute,
      type: types.get(attribute.type) ?? attribute.type,
    }));
    const settled = await mapAttributes(typed, async (attribute, place) => {
      if (attribute.default === null) return attribute;
      const read = await readExpression(attribute.default);
      if (!("code" in read)) return { ...attribute, default: defaultSql(attribute.default, read) };
      problems.push({
        place: `${place}.default`,
        cause: "the default is not one expression of SQL",
        cure: "Write a value or a call: `'open'`, `0`, `now()`.",
        quoted: read.quoted,
      });
      return { ...attribute, default: null };
    });
    problems.push(...(await tryExpressions(session, settled)));
    refuseProblems(problems);
    return { model: settled, extensions, given };
  });
}

type Attribute = Entity["attributes"][number];

async function mapAttributes(
  model: Model,
  change: (attribute: Attribute, place: string) => Promise<Attribute>,
): Promise<Model> {
  const entities: Entity[] = [];
  for (const [index, entity] of model.entities.entries()) {
    const attributes: Attribute[] = [];
    for (const attribute of entity.attributes)
      attributes.push(await change(attribute, `entities[${index}].attributes[${attribute.at}]`));
    entities.push({ ...entity, attributes });
  }
  return { ...model, entities };
}

async function tryExpressions(session: Session, model: Model): Promise<Problem[]> {
  const { enums, tables, given } = designTables(model);
  const problems: Problem[] = [];
  if (model.schema !== "public")
    await session.query(`create schema ${quoteIdentifier(model.schema)}`);
  for (const { name, values } of enums)
    await session.query(
      `create type ${qualified(model.schema, name)} as enum (${values.map(quoteLiteral).join(", ")})`,
    );
  for (const [index, entity] of model.entities.entries()) {
    const columns =
      [...given, ...tables].find((table) => table.entity === entity.name)?.columns ?? [];
    const here = `entities[${index}]`;
    const check = (place: string, expression: string, own = columns, wider?: string) =>
      tryCheck(session, { expression, columns: own, table: columns, place, wider });
    for (const attribute of entity.attributes) {
      const place = `${here}.attributes[${attribute.at}]`;
      const own = columns.filter(({ member }) => member === attribute.name);
      if (attribute.check !== null)
        problems.push(...(await check(`${place}.check`, attribute.check, own, `${here}.checks`)));
      problems.push(...(await tryDefault(session, attribute, own[0]?.type ?? "text", place)));
    }
    for (const [at, expression] of entity.checks.entries())
      problems.push(...(await check(`${here}.checks[${at}]`, expression)));
  }
  return problems;
}
