import { expect, test } from "vitest";
import { splitCommands } from "../../../../src/migration/plan/alter-commands.ts";
import { parseScript } from "../../../../src/sql/parse.ts";

async function split(sql: string): Promise<string[]> {
  const [statement] = await parseScript(sql);
  if (statement === undefined) throw new Error("no statement");
  return (await splitCommands(statement)).map(({ text }) => text);
}

test.each<[string, string[]]>([
  ["alter table t add a int", ["alter table t add a int"]],
  [
    'ALTER TABLE IF EXISTS ONLY s."a, b" ADD c numeric(10,2) DEFAULT (array[1,2])[1], DROP d',
    [
      'ALTER TABLE IF EXISTS ONLY s."a, b" ADD c numeric(10,2) DEFAULT (array[1,2])[1]',
      'ALTER TABLE IF EXISTS ONLY s."a, b" DROP d',
    ],
  ],
  [
    "alter table t alter ü set default ',', /* a, b */ alter b set not null",
    ["alter table t alter ü set default ','", "alter table t /* a, b */ alter b set not null"],
  ],
  // unquoted, these names could be words of the statement
  ["alter table view add a int, add b int", ["alter table view add a int, add b int"]],
  ["create table t (a int, b int)", ["create table t (a int, b int)"]],
])("%s", async (sql, commands) => {
  expect(await split(sql)).toEqual(commands);
});
