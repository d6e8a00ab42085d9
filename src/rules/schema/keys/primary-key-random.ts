import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

const RANDOM = /^(?:\w+\.)?(gen_random_uuid|uuidv4|uuid_generate_v4)\(\)$/;

export const primaryKeyRandom: Rule<SchemaFacts> = {
  id: "primary-key-random",
  title: "A primary key in random order",
  effect: "Each insert touches another page of the index, which is written and cached as a whole.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const key = table.constraints.find(({ kind }) => kind === "primary key");
      const [name] = key?.columns.length === 1 ? key.columns : [];
      const column = table.columns.find((one) => one.name === name);
      if (column === undefined || !RANDOM.test(column.default ?? "")) continue;
      const alter = `ALTER TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT`;
      const here = catalog.version >= 180_000;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Keys of ${code(nameOf(table))} are random (${code(column.default ?? "")}): inserts are spread over the whole index, and each page of it goes to the log after a checkpoint. ${here ? "uuidv7() counts with time, and tells when the row was made." : "Version 7 counts with time: uuidv7() from Postgres 18 on, before it the application's."}`,
        evidence: "rule",
        ...(here
          ? { fix: `${alter} uuidv7();`, rollback: `${alter} ${column.default ?? ""};` }
          : {}),
      };
    }
  },
};
