import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Options } from "../../postgres/catalog/model/common.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { publicationMembers, publicationSettings } from "../emit/publications.ts";
import { property } from "../emit/other.ts";
import { inPlace, remake } from "./change.ts";
import type { Verdict } from "./change.ts";
import { foreignOptionChanges } from "./option-changes.ts";
import { targetOf } from "./other-removals.ts";

/** What others hang on, or listen to, is changed in place; undefined where the text says all. */
export function otherVerdict(a: OtherObject, b: OtherObject): Verdict | undefined {
  const alter = `ALTER ${targetOf(b)}`;
  const differs = (...names: readonly string[]): boolean =>
    names.some(
      (name) =>
        JSON.stringify(a.properties[name] ?? null) !== JSON.stringify(b.properties[name] ?? null),
    );
  const options = foreignOptionChanges(optionsOf(a), optionsOf(b));
  if (a.kind === "user mapping") return inPlace(options === "" ? [] : [alter + options]);
  if (a.kind === "foreign server") {
    if (!serverStays(a, b)) return remake;
    const version = differs("version")
      ? ` VERSION ${quoteLiteral(property(b, "version") ?? "")}`
      : "";
    return inPlace(version + options === "" ? [] : [alter + version + options]);
  }
  if (a.kind === "foreign data wrapper") {
    const routine = (word: string, name: string): string => {
      if (!differs(name)) return "";
      const found = property(b, name);
      return found === null ? ` NO ${word}` : ` ${word} ${found}`;
    };
    const clauses = routine("HANDLER", "handler") + routine("VALIDATOR", "validator") + options;
    return inPlace(clauses === "" ? [] : [alter + clauses]);
  }
  if (a.kind !== "publication") return undefined;
  if (differs("allTables")) return remake;
  const members = differs("tables", "schemas");
  if (members && publicationMembers(b) === "") return remake;
  const settings = differs("insert", "update", "delete", "truncate", "viaRoot", "generated");
  return inPlace([
    ...(members ? [`${alter} SET${publicationMembers(b).replace(/^ FOR/, "")}`] : []),
    ...(settings ? [`${alter} SET (${publicationSettings(b)})`] : []),
  ]);
}

/** Whether ALTER SERVER makes the one of the other: a version can become another one, but not none. */
export function serverStays(a: OtherObject, b: OtherObject): boolean {
  const [before, after] = [a, b].map((server) =>
    ["wrapper", "type"].map((name) => property(server, name)).join("\n"),
  );
  return before === after && (property(a, "version") === null || property(b, "version") !== null);
}

/** Of foreign data; those of a text search dictionary are one text. */
function optionsOf({ properties: { options } }: OtherObject): Options {
  return typeof options === "object" && options !== null ? (options as Options) : {};
}
