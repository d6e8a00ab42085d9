import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { tagOfField } from "../../../src/sql/fields.ts";

const require = createRequire(createRequire(import.meta.url).resolve("libpg-query"));
const types = readFileSync(join(dirname(require.resolve("@pgsql/types")), "types.d.ts"), "utf8");
const interfaces = new Map(
  Array.from(types.matchAll(/export interface (\w+) \{([^}]*)\}/g), ([, name = "", body = ""]) => [
    name,
    body,
  ]),
);

/** Of analysed trees, of the results of the library, and of statistics: a raw parse tree has none of them. */
const NEVER_PARSED =
  /^(ParseResult|ScanResult|SummaryResult|Query|RangeTblEntry|JsonExpr|JsonConstructorExpr|JsonTablePath|JsonTablePathScan|FuncExpr)$/;

test("every untagged node of a parse tree is known by its field", () => {
  expect(interfaces.size).toBeGreaterThan(250);
  const wrong: string[] = [];
  for (const [owner, body] of interfaces) {
    if (NEVER_PARSED.test(owner)) continue;
    for (const [, field = "", type = ""] of body.matchAll(/(\w+)\?: (\w+)(?:\[\])?;/g)) {
      if (!interfaces.has(type) || NEVER_PARSED.test(type)) continue;
      if (tagOfField(owner, field) !== type)
        wrong.push(`${owner}.${field} is ${type}, not ${tagOfField(owner, field)}`);
    }
  }
  expect(wrong).toEqual([]);
});
