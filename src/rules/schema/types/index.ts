import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { addressAsText } from "./address-as-text.ts";
import { bitString } from "./bit-string.ts";
import { booleanAsOther } from "./boolean-as-other.ts";
import { charPadded } from "./char-padded.ts";
import { dateAsText } from "./date-as-text.ts";
import { domainWithoutCheck } from "./domain-without-check.ts";
import { enumDrifted } from "./enum-drifted.ts";
import { enumRepeated } from "./enum-repeated.ts";
import { enumUnused } from "./enum-unused.ts";
import { epochAsInteger } from "./epoch-as-integer.ts";
import { idsInArray } from "./ids-in-array.ts";
import { jsonAsText } from "./json-as-text.ts";
import { jsonInsteadOfJsonb } from "./json-instead-of-jsonb.ts";
import { listAsText } from "./list-as-text.ts";
import { moneyInFloat } from "./money-in-float.ts";
import { moneyType } from "./money-type.ts";
import { numberAsText } from "./number-as-text.ts";
import { serialColumn } from "./serial-column.ts";
import { storagePlain } from "./storage-plain.ts";
import { systemType } from "./system-type.ts";
import { timeWithZone } from "./time-with-zone.ts";
import { timestampRounded } from "./timestamp-rounded.ts";
import { timestampWithoutZone } from "./timestamp-without-zone.ts";
import { typesDiffer } from "./types-differ.ts";
import { uuidAsText } from "./uuid-as-text.ts";
import { varcharLimited } from "./varchar-limited.ts";
import { xmlColumn } from "./xml-column.ts";

export const typeRules: readonly Rule<SchemaFacts>[] = [
  addressAsText,
  bitString,
  booleanAsOther,
  charPadded,
  dateAsText,
  domainWithoutCheck,
  enumDrifted,
  enumRepeated,
  enumUnused,
  epochAsInteger,
  idsInArray,
  jsonAsText,
  jsonInsteadOfJsonb,
  listAsText,
  moneyInFloat,
  moneyType,
  numberAsText,
  serialColumn,
  storagePlain,
  systemType,
  timeWithZone,
  timestampRounded,
  timestampWithoutZone,
  typesDiffer,
  uuidAsText,
  varcharLimited,
  xmlColumn,
];
