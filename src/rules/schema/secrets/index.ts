import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { defaultSecret } from "./default-secret.ts";
import { logWithoutEnd } from "./log-without-end.ts";
import { secretFromWeakRandom } from "./secret-from-weak-random.ts";
import { secretNotUnique } from "./secret-not-unique.ts";
import { uuidTellsHost } from "./uuid-tells-host.ts";

export const secretRules: readonly Rule<SchemaFacts>[] = [
  defaultSecret,
  logWithoutEnd,
  secretFromWeakRandom,
  secretNotUnique,
  uuidTellsHost,
];
