import { identifier } from "../../../core/identifier.ts";
import { ASSUMED_ROWS } from "../build/entity-table.ts";
import type { Model } from "../model.ts";
import { tenantOwned } from "../tenancy.ts";

/** Names in one question. */
const SHOWN = 6;

/** What the model leaves open, each with what was assumed so that there is a design all the same. */
export function questionsOf(model: Model): string[] {
  return [patterns, volumes, deletion, tenancy, withoutTenant, retention].flatMap(
    (ask) => ask(model) ?? [],
  );
}

type Ask = (model: Model) => string | undefined;

/** Of what exists already nothing is left open. */
const madeOf = ({ entities }: Pick<Model, "entities">): Model["entities"] =>
  entities.filter(({ exists }) => !exists);

const patterns: Ask = (model) => {
  const asked = new Set(model.patterns.map(({ entity }) => entity));
  const silent = madeOf(model).filter(({ name }) => !asked.has(name));
  if (silent.length === 0) return undefined;
  return `How are ${named(silent)} read: by which conditions, in what order, how often (access_patterns)? Assumed: by key and over references alone, so there is no other index.`;
};

const volumes: Ask = (model) => {
  const unknown = madeOf(model).filter(({ expectedRows }) => expectedRows === null);
  if (unknown.length === 0) return undefined;
  return `How many rows will ${named(unknown)} have in a year or two (expected_rows)? Assumed: ${ASSUMED_ROWS.toLocaleString("en-US")}.`;
};

const deletion: Ask = ({ entities, relationships }) => {
  const given = new Set(entities.flatMap(({ name, exists }) => (exists ? [name] : [])));
  const open = relationships.filter(
    ({ from, kind, deleteStated }) =>
      !deleteStated && (kind === "many_to_many" || !given.has(from)),
  );
  if (open.length === 0) return undefined;
  const names = open.map(({ from, to }) => ({ name: `${from} -> ${to}` }));
  return `What becomes of rows when what they refer to is deleted, for ${named(names)} (on_delete)? Assumed: restrict, the delete is refused.`;
};

const tenancy: Ask = (model) => {
  if (model.tenancy !== null || madeOf(model).length < 2) return undefined;
  return "Do several customers share these tables, and which entity is the customer (tenancy)? Assumed: no; with it come the tenant's column, references within the tenant, and policies.";
};

const withoutTenant: Ask = (model) => {
  if (model.tenancy === null) return undefined;
  const owned = tenantOwned(model);
  const shared = madeOf(model).filter(
    ({ name }) => name !== model.tenancy?.entity && !owned.has(name),
  );
  if (shared.length === 0) return undefined;
  return `Do ${named(shared)} belong to one of ${model.tenancy.entity} each? Assumed: no, they are shared by all, as nothing required leads from them there.`;
};

const retention: Ask = (model) => {
  const personal = madeOf(model).filter(
    ({ attributes, retentionDays }) => retentionDays === null && attributes.some(({ pii }) => pii),
  );
  if (personal.length === 0) return undefined;
  return `How long may the personal data of ${named(personal)} be kept (retention_days)? Assumed: for ever.`;
};

function named(all: readonly { readonly name: string }[]): string {
  const shown = all.slice(0, SHOWN).map(({ name }) => identifier(name));
  return `${shown.join(", ")}${all.length > SHOWN ? ` and ${all.length - SHOWN} more` : ""}`;
}
