import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Model } from "../model.ts";
import { finding } from "./finding.ts";
import { each } from "./normal-forms.ts";

const MONEY =
  /(?:^|_)(?:price|amount|cost|total|balance|fee|salary|tax|discount|revenue|budget|payment)(?:_|$)/;

/** Binary fractions are not decimal ones: 0.1 + 0.2 is 0.30000000000000004. */
export const moneyAsFloat = (model: Model): Finding[] =>
  each(
    model,
    ({ name, type }) =>
      type === "money" || (/^(?:real|double precision)$/.test(type) && MONEY.test(name)),
  ).map(([entity, { name, type }]) =>
    finding(
      model,
      "money-type",
      "error",
      [entity.name, name],
      `\`${identifier(name)}\` is money as ${type}, ${type === "money" ? "whose currency is a setting of the session" : "which rounds: sums do not add up"}. Make it numeric(12,2), or bigint in the smallest unit, with the currency in a column of its own.`,
    ),
  );

interface Advice {
  readonly rule: string;
  readonly type: RegExp;
  readonly message: string;
}

const advices: readonly Advice[] = [
  {
    rule: "timestamp-without-time-zone",
    type: /^timestamp(?:\(\d\))? without time zone$/,
    message:
      "is a time of no place: what it means depends on who reads it, and an hour a year is there twice. Make it timestamptz, which takes as many bytes.",
  },
  {
    rule: "time-with-time-zone",
    type: /^time(?:\(\d\))? with time zone$/,
    message:
      "has an offset without a date, so that summer time is unknown. Make it timestamptz, or time.",
  },
  {
    rule: "padded-text",
    type: /^character\(/,
    message:
      "is padded with blanks to its length, which some comparisons count and others do not. Make it text, with a check of its length or form.",
  },
  {
    rule: "json-type",
    type: /^json$/,
    message:
      "is text that is parsed for each look, without equality and without an index. Make it jsonb.",
  },
];

export const doubtfulTypes = (model: Model): Finding[] =>
  advices.flatMap(({ rule, type: test, message }) =>
    each(model, ({ type }) => test.test(type)).map(([entity, { name }]) =>
      finding(model, rule, "warning", [entity.name, name], `\`${identifier(name)}\` ${message}`),
    ),
  );
