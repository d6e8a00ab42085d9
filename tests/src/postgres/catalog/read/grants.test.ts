import { expect, test } from "vitest";
import { defaultGrants, parseItem } from "../../../../../src/postgres/catalog/read/grants.ts";
import type { GrantableKind } from "../../../../../src/postgres/catalog/read/grants.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";

test.each([
  ["bob=r*w/alice", "bob", "alice", ["SELECT", "UPDATE"], ["SELECT"]],
  ["=X/alice", null, "alice", ["EXECUTE"], []],
  ['"a=b""c"=U/"odd/role"', 'a=b"c', "odd/role", ["USAGE"], []],
])("reads %s", (item, grantee, grantor, privileges, grantable) => {
  expect(parseItem(item)).toEqual({ grantee, grantor, privileges, grantable });
});

test("the defaults are those of acldefault", async () => {
  await using database = await testDatabase();
  const letters: Partial<Record<GrantableKind, string>> = {
    table: "r",
    column: "c",
    sequence: "s",
    schema: "n",
    routine: "f",
    type: "T",
    language: "l",
    "foreign data wrapper": "F",
    "foreign server": "S",
    "large object": "L",
  };
  for (const [kind, letter] of Object.entries(letters)) {
    const [row] = await database.runAsSuperuser(
      `select acldefault('${letter}', 10)::text[] as acl, pg_get_userbyid(10) as owner`,
    );
    const { acl, owner } = row as { acl: string[]; owner: string };
    expect(defaultGrants(kind as GrantableKind, owner, 180000), kind).toEqual(acl.map(parseItem));
  }
});
