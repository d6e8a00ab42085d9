import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { ProvenAccess } from "../access/proven.ts";
import { qualified } from "../../../sql/quote.ts";
import type { Model } from "../model.ts";
import { finding } from "./finding.ts";
import {
  listsInText,
  polymorphicReferences,
  repeatedGroups,
  transitiveAttributes,
  undeclaredReferences,
} from "./normal-forms.ts";
import { keptForEver, plainSecrets, unmarked } from "./personal.ts";
import { doubtfulTypes, moneyAsFloat } from "./types.ts";

const rules = [
  plainSecrets,
  moneyAsFloat,
  repeatedGroups,
  listsInText,
  transitiveAttributes,
  polymorphicReferences,
  undeclaredReferences,
  doubtfulTypes,
  keptForEver,
  unmarked,
];

const levels: readonly Finding["level"][] = ["error", "warning", "info"];

/** What is doubtful in a model that can be designed, with `more` that Postgres found, the worst first; types are as Postgres prints them. */
export const findingsOf = (
  model: Model,
  { patterns }: ProvenAccess,
  more: readonly Finding[] = [],
): Finding[] =>
  [
    ...more,
    ...rules.flatMap((rule) => rule(model)).filter(({ object }) => !isGiven(model, object)),
    ...patterns.flatMap((one) => [...unserved(model, one), ...filtered(model, one)]),
  ].toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));

/** Tables that exist already are not the design's: review_schema and audit_security judge them. */
const isGiven = ({ schema, entities }: Model, object: string): boolean =>
  entities.some(
    ({ name, exists }) => exists && `${object}.`.startsWith(`${qualified(schema, name)}.`),
  );

function unserved(
  model: Model,
  { ok, name, entity, reason }: ProvenAccess["patterns"][number],
): Finding[] {
  if (ok) return [];
  const found = finding(
    model,
    "pattern-without-index",
    "warning",
    [entity],
    `No index serves the access pattern \`${identifier(name)}\`. ${reason ?? ""}`.trim(),
  );
  return [{ ...found, evidence: "estimated", key: `${found.key}:${name}` }];
}

function filtered(
  model: Model,
  { name, entity, behindPolicies }: ProvenAccess["patterns"][number],
): Finding[] {
  if (behindPolicies === null) return [];
  const message = `Access pattern \`${identifier(name)}\`: ${behindPolicies}`;
  const found = finding(model, "pattern-behind-policies", "info", [entity], message);
  return [{ ...found, evidence: "estimated", key: `${found.key}:${name}` }];
}
