import { expect, test } from "vitest";
import { splitScript } from "../../../../src/migration/lint/split.ts";

const outline = async (sql: string): Promise<unknown> => {
  const { statements, faults } = await splitScript(sql);
  return {
    statements: statements.map(
      ({ line, column, statement }) => `${line}:${column} ${statement.text.split("\n").at(-1)}`,
    ),
    faults: faults.map(({ line, column, kind, message }) => `${line}:${column} ${kind} ${message}`),
  };
};

test.each<[string, string, readonly string[], readonly string[]]>([
  [
    "semicolons in quotes",
    "select ';', E'\\';', \";\", $a$;$a$, $$;$$;\nselect 2",
    ["1:1 select ';', E'\\';', \";\", $a$;$a$, $$;$$", "2:1 select 2"],
    [],
  ],
  [
    "comments that nest",
    "/* a; /* b; */ c; */ select 1; -- d;\n/* e */ select 2",
    ["1:22 select 1", "2:9 select 2"],
    [],
  ],
  [
    "line breaks of Windows",
    "select 1;\r\n\r\nselect 2;\r\n",
    ["1:1 select 1", "3:1 select 2"],
    [],
  ],
  ["a byte order mark", "\uFEFFselect 1;", ["1:2 select 1"], []],
  [
    "an error in the middle",
    "select 1;\nselect from where;\n  selec 3;\nselect 4;",
    ["1:1 select 1", "4:1 select 4"],
    ['2:13 syntax syntax error at or near "where"', '3:3 syntax syntax error at or near "selec"'],
  ],
  [
    "an error beside every kind of quote",
    "creat;\nselect ';' || E'\\';' || \";\", $a$;$b$;$a$;\n/* ; /* ; */ ; */ select (1;2), 'it''s;';\nselect 5 -- ;\n;",
    ["2:1 select ';' || E'\\';' || \";\", $a$;$b$;$a$", "4:1 select 5 -- ;"],
    ['1:1 syntax syntax error at or near "creat"', '3:28 syntax syntax error at or near ";"'],
  ],
  [
    "commands of psql",
    "\\set ON_ERROR_STOP on\nselect 1;\n\\i other.sql\n\\connect app\nselect 2\n\\gexec\nselect 3;",
    ["2:1 select 1", "5:1 select 2", "7:1 select 3"],
    [
      "1:1 psql \\set ON_ERROR_STOP on",
      "3:1 psql \\i other.sql",
      "4:1 psql \\connect app",
      "6:1 psql \\gexec",
    ],
  ],
  [
    "rows of a dump",
    "copy public.t (a, b) from stdin;\n1\tit's; a \"row\n\\N\t$$\n\\.\n\nselect 1;",
    ["1:1 copy public.t (a, b) from stdin", "6:1 select 1"],
    ["2:1 psql rows of COPY FROM stdin"],
  ],
  [
    "routines written in SQL, beside an error",
    "creat;\ncreate function f() returns int begin atomic select case when true then 1 end; select 2; end;\nselect 3;",
    [
      "2:1 create function f() returns int begin atomic select case when true then 1 end; select 2; end",
      "3:1 select 3",
    ],
    ['1:1 syntax syntax error at or near "creat"'],
  ],
  [
    "rules of several statements, beside an error",
    "creat;\ncreate rule r as on insert to t do (select 1; select 2);",
    ["2:1 create rule r as on insert to t do (select 1; select 2)"],
    ['1:1 syntax syntax error at or near "creat"'],
  ],
  ["nothing", " -- only a comment\n;;", [], []],
  [
    "a body that is not closed",
    "select 1;\ndo $$ begin end;",
    ["1:1 select 1"],
    ['2:4 syntax unterminated dollar-quoted string at or near "$$ begin end;"'],
  ],
])("%s", async (_, sql, statements, faults) => {
  expect(await outline(sql)).toEqual({ statements, faults });
});

test("comments belong to the statement below them", async () => {
  const { statements } = await splitScript("-- a\nselect 1; -- not b\n-- b\n/* c */ select 2;");
  expect(statements.map(({ comments }) => comments.trim())).toEqual(["-- a", "-- b\n/* c */"]);
});

test("a script of ten thousand statements is split in seconds", async () => {
  const sql = "insert into t values (1, 'a;b');\n".repeat(10_000);
  const started = performance.now();
  expect((await splitScript(sql)).statements).toHaveLength(10_000);
  expect((await splitScript(`${sql}creat;`)).statements).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(15_000);
});
