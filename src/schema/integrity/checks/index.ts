import type { Check } from "../check.ts";
import { damagedIndexes } from "./damaged-indexes.ts";
import { drift } from "./drift.ts";
import { duplicates } from "./duplicates.ts";
import { keyTypes } from "./key-types.ts";
import { notValid } from "./not-valid.ts";
import { nullable } from "./nullable.ts";
import { orphans } from "./orphans.ts";
import { partitions } from "./partitions.ts";
import { sequences } from "./sequences.ts";
import { timeZones } from "./time-zones.ts";
import { undeclaredKeys } from "./undeclared-keys.ts";
import { violatedChecks } from "./violated-checks.ts";

/** Every check; the names are what `checks` takes. */
export const integrityChecks: readonly Check[] = [
  orphans,
  undeclaredKeys,
  duplicates,
  notValid,
  violatedChecks,
  nullable,
  drift,
  timeZones,
  sequences,
  keyTypes,
  damagedIndexes,
  partitions,
];
