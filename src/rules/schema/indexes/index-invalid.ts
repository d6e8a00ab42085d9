import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf } from "../facts/indexes.ts";

export const indexInvalid: Rule<SchemaFacts> = {
  id: "index-invalid",
  title: "An invalid index",
  effect: "Writes keep it up to date, but no query uses it, and what it should keep unique is not.",
  *check({ catalog, indexes }) {
    for (const { table, index, name } of indexesOf(catalog)) {
      if (index.valid || indexes.get(name)?.building === true) continue;
      // A REINDEX that failed leaves its half-built copy, or the old one, beside the index itself.
      const copy = /_cc(?:new|old)\d*$/.test(index.name);
      const parted = table.kind === "partitioned table";
      yield {
        level: parted && !index.unique ? "info" : "error",
        object: name,
        message: parted
          ? `${code(name)} waits for an index on each partition of ${code(nameOf(table))}: until then it is no index of the whole. Build the missing ones and attach them.`
          : `${code(name)} is left over from a CREATE INDEX CONCURRENTLY or REINDEX that failed: writes keep it up to date, and no query uses it. ${copy ? "Drop it: it is a copy." : index.unique ? "Look for duplicates, then build it again." : "Build it again, or drop it."}`,
        evidence: "measured",
        ...(parted ? {} : { fix: `${copy ? "DROP" : "REINDEX"} INDEX CONCURRENTLY ${name};` }),
      };
    }
  },
};
