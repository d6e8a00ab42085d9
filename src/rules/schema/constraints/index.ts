import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { amountWithoutBound } from "./amount-without-bound.ts";
import { booleanNullable } from "./boolean-nullable.ts";
import { checkDuplicated } from "./check-duplicated.ts";
import { checkForNotNull } from "./check-for-not-null.ts";
import { checkImpossible } from "./check-impossible.ts";
import { checkWithoutEffect } from "./check-without-effect.ts";
import { constraintDeferrable } from "./constraint-deferrable.ts";
import { constraintNotEnforced } from "./constraint-not-enforced.ts";
import { constraintNotValid } from "./constraint-not-valid.ts";
import { createdAtNullable } from "./created-at-nullable.ts";
import { createdAtWithoutDefault } from "./created-at-without-default.ts";
import { defaultFrozenTime } from "./default-frozen-time.ts";
import { defaultLosesZone } from "./default-loses-zone.ts";
import { defaultSpellsNull } from "./default-spells-null.ts";
import { defaultViolatesCheck } from "./default-violates-check.ts";
import { emailCase } from "./email-case.ts";
import { entityAttributeValue } from "./entity-attribute-value.ts";
import { periodMayOverlap } from "./period-may-overlap.ts";
import { periodUnordered } from "./period-unordered.ts";
import { polymorphicReference } from "./polymorphic-reference.ts";
import { statusWithoutCheck } from "./status-without-check.ts";
import { uniqueWithDeleted } from "./unique-with-deleted.ts";
import { updatedAtWithoutTrigger } from "./updated-at-without-trigger.ts";

export const constraintRules: readonly Rule<SchemaFacts>[] = [
  amountWithoutBound,
  booleanNullable,
  checkDuplicated,
  checkForNotNull,
  checkImpossible,
  checkWithoutEffect,
  constraintDeferrable,
  constraintNotEnforced,
  constraintNotValid,
  createdAtNullable,
  createdAtWithoutDefault,
  defaultFrozenTime,
  defaultLosesZone,
  defaultSpellsNull,
  defaultViolatesCheck,
  emailCase,
  entityAttributeValue,
  periodMayOverlap,
  periodUnordered,
  polymorphicReference,
  statusWithoutCheck,
  uniqueWithDeleted,
  updatedAtWithoutTrigger,
];
