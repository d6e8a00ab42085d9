import type { Deps } from "../../core/deps.ts";
import { identifier } from "../../core/identifier.ts";
import type { Call } from "../../core/tool.ts";
import { differences, type Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import type { MigrationFile } from "../folder/set.ts";
import { apply } from "./applied.ts";
import type { SetFinding } from "./report.ts";

/** Objects that are told one by one. */
const SHOWN = 20;

/**
 * Where the target is not what its applied migrations make: they are executed on a throw-away database of their own, and the schemas
 * compared. Nothing is said where they cannot all be executed.
 */
export async function databaseDrift(
  applied: readonly MigrationFile[],
  source: Catalog,
  ledger: string,
  deps: Deps,
  { signal }: Call,
): Promise<SetFinding[]> {
  if (applied.some(({ unread = [] }) => unread.length > 0)) return [];
  await using shadow = await deps.shadow(signal);
  if ((await apply(applied, shadow.session, signal)) > 0) return [];
  const made = await readCatalog(shadow.session);
  const objects = new Map<string, Difference[]>();
  for (const difference of differences(made, source))
    if (isOfSchema(difference, ledger))
      objects.set(difference.object, [...(objects.get(difference.object) ?? []), difference]);
  const all = [...objects];
  const more = all.length - SHOWN;
  const rest: SetFinding = {
    rule: "drift",
    level: "info",
    object: "database",
    message: `${more} more objects of the target are otherwise than the migrations make them. Compare all with compare_schemas.`,
    evidence: "measured",
  };
  return [...all.slice(0, SHOWN).map(drifted), ...(more > 0 ? [rest] : [])];
}

/** Owners and privileges are the deployment's; extensions and versions the server's; the ledger is the tool's own. */
function isOfSchema({ object, path }: Difference, ledger: string): boolean {
  const [schema = ""] = ledger.split(".");
  const kinds =
    /^(?:schema public$|(?:default privileges|extension|role|database|foreign grants|security label)\b)/;
  if (kinds.test(object) || /(?:^|\.)(?:owner|grants)(?:\.|$)/.test(path)) return false;
  return (
    !object.includes(ledger) &&
    !new RegExp(`^(?:schema ${schema}|sequence ${ledger}_\\w+)$`).test(object)
  );
}

function drifted([object, found]: readonly [string, readonly Difference[]]): SetFinding {
  const [first] = found;
  const whole = found.length === 1 && first?.path === "";
  const paths = found
    .map(({ path }) => path)
    .slice(0, 5)
    .join(", ");
  const how = !whole
    ? `differs in ${paths}${found.length > 5 ? " and more" : ""}`
    : first.a === null
      ? "is on the target, and no migration makes it"
      : "is made by the migrations, and the target lacks it";
  return {
    rule: "drift",
    level: "warning",
    object: object.replace(/^.* (?=\S+$)/, ""),
    message: `\`${identifier(object)}\` ${identifier(how)}: somebody changed the target by hand, or a file after it was applied. Write a migration that makes both the same.`,
    evidence: "measured",
  };
}
