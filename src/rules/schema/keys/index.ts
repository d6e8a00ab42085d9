import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnsAllNullable } from "./columns-all-nullable.ts";
import { joinTableDuplicates } from "./join-table-duplicates.ts";
import { keyImprecise } from "./key-imprecise.ts";
import { keyIntegerNarrow } from "./key-integer-narrow.ts";
import { keyOverflow } from "./key-overflow.ts";
import { primaryKeyMissing } from "./primary-key-missing.ts";
import { primaryKeyNotFirst } from "./primary-key-not-first.ts";
import { primaryKeyRandom } from "./primary-key-random.ts";
import { primaryKeyText } from "./primary-key-text.ts";
import { primaryKeyWide } from "./primary-key-wide.ts";
import { replicaIdentityFull } from "./replica-identity-full.ts";
import { replicaIdentityMissing } from "./replica-identity-missing.ts";
import { uniqueImplied } from "./unique-implied.ts";
import { uniqueNullable } from "./unique-nullable.ts";

export const keyRules: readonly Rule<SchemaFacts>[] = [
  columnsAllNullable,
  joinTableDuplicates,
  keyImprecise,
  keyIntegerNarrow,
  keyOverflow,
  primaryKeyMissing,
  primaryKeyNotFirst,
  primaryKeyRandom,
  primaryKeyText,
  primaryKeyWide,
  replicaIdentityFull,
  replicaIdentityMissing,
  uniqueImplied,
  uniqueNullable,
];
