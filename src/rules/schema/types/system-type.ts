import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns } from "../facts/columns.ts";

export const systemType: Rule<SchemaFacts> = {
  id: "system-type",
  title: "Types of Postgres's own catalogues",
  effect:
    "They name objects by numbers of this cluster: pg_upgrade refuses a database with some of them.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      const type = column.type.replace("[]", "");
      const isRefused = REFUSED.has(type);
      if (!isRefused && !INNER.has(type)) continue;
      // what names objects of the database may well have their type
      if (!isRefused && OBJECT.test(spoken)) continue;
      yield {
        level: isRefused ? "warning" : "info",
        object: name,
        message: isRefused
          ? `${code(name)} is ${type}, a number of this cluster that the next one does not have: pg_upgrade refuses the database. Keep the name as text, and cast it where it is used.`
          : `${code(name)} is ${type}, which Postgres has for its own catalogues${type === "oid" ? ": numbers of 32 bits, of large objects that nothing deletes with the row. Use bigint, or bytea for contents" : ". Use text"}.`,
        evidence: "rule",
      };
    }
  },
};

/** `src/bin/pg_upgrade/check.c`: regclass, regrole and regtype keep their numbers. */
const REFUSED = new Set([
  "regcollation",
  "regconfig",
  "regdictionary",
  "regnamespace",
  "regoper",
  "regoperator",
  "regproc",
  "regprocedure",
]);
const INNER = new Set(["oid", "name", '"char"', "xid", "cid", "tid"]);
const OBJECT =
  /(schema|table|relation|column|role|user|owner|by|function|procedure|index|trigger|database|oid)(_name)?$/;
