import { describe, expect, test } from "vitest";
import { missingFeature } from "../../../../src/migration/effects/features.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { forms } from "./forms.ts";
import { examples } from "./feature-examples.ts";

describe("what an older Postgres cannot execute", () => {
  test.each(examples)("$name needs Postgres $since", async (example) => {
    const { name, since, sql, partitioned = false } = example;
    const [statement] = await parseScript(sql);
    if (statement === undefined) throw new Error("no statement");
    expect(missingFeature(statement, since - 1, partitioned)).toMatchObject({ name, since });
    expect(missingFeature(statement, since, partitioned)).toBeUndefined();
  });

  test("forms of statements that all versions have need nothing", async () => {
    const wrong: string[] = [];
    for (const { id, sql, pre = "select", since = 14 } of forms) {
      // whether `pt` is partitioned is not in the text
      const needed = (await parseScript(`${pre}; ${sql}`)).map(
        (statement) => missingFeature(statement, 14, /\bpt\b/.test(sql))?.since ?? 14,
      );
      if (Math.max(...needed) !== since) wrong.push(`${id}: ${needed.join()}, not ${since}`);
    }
    expect(wrong).toEqual([]);
  });
});
