import { neon, NeonDbError } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openGateway, type Fixture } from "../fixture.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway(
    "create table task (id int primary key, title text not null check (title <> 'bad'))",
    { httpBytes: 1_000_000 },
  );
});
afterAll(() => fixture[Symbol.asyncDispose]());

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`${fixture.origin}/sql`, {
    method: "POST",
    headers: { "neon-connection-string": fixture.url, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const raw = { "neon-raw-text-output": "true", "neon-array-mode": "true" };

describe("through the driver", () => {
  test("values of all kinds arrive as from a direct connection", async () => {
    const { rows, fields, command, rowCount } = await fixture.sql.query(
      `select $1::int as i, $2::text as t, '2026-01-02 03:04:05+00'::timestamptz as at, array[1,2] as a,
        '{"k":[1]}'::jsonb as j, 1.50::numeric as n, 9007199254740993::int8 as b, null as nothing`,
      [7, 'a "b" \\ c'],
    );
    expect(rows).toEqual([
      {
        i: 7,
        t: 'a "b" \\ c',
        at: new Date("2026-01-02T03:04:05Z"),
        a: [1, 2],
        j: { k: [1] },
        n: "1.50",
        b: "9007199254740993",
        nothing: null,
      },
    ]);
    expect({ command, rowCount }).toEqual({ command: "SELECT", rowCount: 1 });
    expect(fields[0]).toMatchObject({ name: "i", dataTypeID: 23, dataTypeSize: 4, format: "text" });
  });

  test("a batch is one transaction with the mode that was asked for", async () => {
    const results = await fixture.sql.transaction(
      (sql) => [
        sql`select current_setting('transaction_isolation') as isolation`,
        sql`select current_setting('transaction_read_only') as read_only`,
        sql`select current_setting('transaction_deferrable') as deferrable`,
      ],
      { isolationLevel: "Serializable", readOnly: true, deferrable: true },
    );
    expect(results.map(({ rows }) => rows[0])).toEqual([
      { isolation: "serializable" },
      { read_only: "on" },
      { deferrable: "on" },
    ]);
  });

  test("a batch that fails leaves nothing", async () => {
    const batch = fixture.sql.transaction((sql) => [
      sql`insert into task values (1, 'good')`,
      sql`insert into task values (2, 'bad')`,
    ]);
    await expect(batch).rejects.toMatchObject({ code: "23514", constraint: "task_title_check" });
    expect((await fixture.sql`select * from task`).rows).toEqual([]);
  });

  test("an error has the fields that Postgres gave it", async () => {
    const error: unknown = await fixture.sql.query("select * from nothing").catch((e) => e);
    expect(error).toBeInstanceOf(NeonDbError);
    expect(error).toMatchObject({
      message: 'relation "nothing" does not exist',
      code: "42P01",
      severity: "ERROR",
      position: "15",
      routine: "parserOpenTable",
    });
  });

  test("the wrong password is refused in Neon's words, and not because a right one came before", async () => {
    const url = new URL(fixture.url);
    url.password = "wrong";
    await fixture.sql`select 1`;
    await expect(neon(url.href)`select 1`).rejects.toMatchObject({
      name: "NeonDbError",
      message: `password authentication failed for user '${url.username}'`,
    });
  });

  test("the pooled host works like the direct one", async () => {
    await expect(neon(fixture.pooledUrl)`select 1 as one`).resolves.toEqual([{ one: 1 }]);
  });
});

describe("the wire", () => {
  test("one query has the shape of Neon's response", async () => {
    const { status, headers, body } = await post({ query: "select 1 as one" }, raw);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        rowAsArray: true,
        fields: [
          {
            name: "one",
            dataTypeID: 23,
            tableID: 0,
            columnID: 0,
            dataTypeSize: 4,
            dataTypeModifier: -1,
            format: "text",
          },
        ],
        rows: [["1"]],
        command: "SELECT",
        rowCount: 1,
      },
    });
    expect(headers.get("neon-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("without the headers values are JSON and rows are objects", async () => {
    const query = `select true as b, 2 as i, 2::int8 as l, 1.5::float8 as f, 'NaN'::float8 as n, '{"a":1}'::json as j,
      array[[1,null],[3,4]] as a, array['x y', 'NULL', null] as t, '[0:1]={5,6}'::int[] as o`;
    const { body } = await post({ query });
    expect(body["rows"]).toEqual([
      {
        b: true,
        i: 2,
        l: "2",
        f: 1.5,
        n: "NaN",
        j: { a: 1 },
        a: [
          [1, null],
          [3, 4],
        ],
        t: ["x y", "NULL", null],
        o: [5, 6],
      },
    ]);
  });

  test.each([
    ["select 1 union select 2", "SELECT", 2],
    ["insert into task values (10, 'x'), (11, 'y')", "INSERT", 2],
    ["update task set title = 'z' where id >= 10", "UPDATE", 2],
    ["delete from task", "DELETE", 2],
    ["create temp table t ()", "CREATE", null],
    ["", "", null],
  ])("%s is a %s of %s", async (query, command, rowCount) => {
    const { status, body } = await post({ query });
    expect({ status, command: body["command"], rowCount: body["rowCount"] }).toEqual({
      status: 200,
      command,
      rowCount,
    });
  });

  test.each([
    ["null", null],
    ["true", "true"],
    ["42", "42"],
    ["12345678901234567890.10", "12345678901234567890.10"],
    ['"a\\n\\"b\\""', 'a\n"b"'],
    ['{"k":12345678901234567890}', '{"k":12345678901234567890}'],
    ['[true,null,"NULL",42,"a\\"b"]', '{true,NULL,"NULL",42,"a\\"b"}'],
    ["[[1,2],[3,1e400]]", "{{1,2},{3,1e400}}"],
    ['[{"a":"b"},[]]', '{"{\\"a\\":\\"b\\"}",{}}'],
    ['[{"n":10000000000000000001}]', '{"{\\"n\\":10000000000000000001}"}'],
  ])("the parameter %s is the text %s", async (json, text) => {
    const { body } = await post(`{"query":"select $1::text as p","params":[${json}]}`);
    expect(body["rows"]).toEqual([{ p: text }]);
  });

  test("the headers of a batch are echoed, and each query may have its mode", async () => {
    const { headers, body } = await post(
      { queries: [{ query: "select 1 as a" }, { query: "select 2 as b", arrayMode: true }] },
      {
        "neon-batch-isolation-level": "RepeatableRead",
        "neon-batch-read-only": "true",
        "neon-batch-deferrable": "true",
      },
    );
    expect(headers.get("neon-batch-isolation-level")).toBe("RepeatableRead");
    expect(headers.get("neon-batch-read-only")).toBe("true");
    expect(headers.get("neon-batch-deferrable")).toBe("true");
    expect(body["results"]).toMatchObject([{ rows: [{ a: 1 }] }, { rows: [[2]] }]);
  });

  test("two commands in one query are refused", async () => {
    const { status, body } = await post({ query: "select 1; select 2" });
    expect({ status, code: body["code"] }).toEqual({ status: 400, code: "42601" });
  });

  test.each([
    [{ "neon-connection-string": "" }, "invalid connection string: relative URL without a base"],
    [{ "neon-connection-string": "mysql://a:b@ep-x/db" }, "incorrect scheme"],
    [{ "neon-connection-string": "postgres://a:b@ep-x" }, "missing database name"],
    [{ "neon-connection-string": "postgres://ep-x/db" }, "missing username"],
    [
      { "neon-connection-string": "postgres://a@ep-x/db" },
      "missing authentication credentials: required password",
    ],
    [
      { "neon-connection-string": "postgres://a:b@ep-x/db" },
      "The requested endpoint could not be found",
    ],
    [{ "neon-batch-isolation-level": "Snapshot" }, "invalid isolation level"],
  ])("%j: %s", async (headers, message) => {
    const { status, body } = await post({ query: "select 1" }, headers as Record<string, string>);
    expect({ status, message: body["message"] }).toEqual({ status: 400, message });
  });

  test.each(["", "{", "[]", '{"query":1}', '{"query":"select 1","params":{}}', '{"queries":[1]}'])(
    "the body %j is refused",
    async (body) => {
      const reply = await post(body);
      expect(reply.status).toBe(400);
      expect(reply.body["message"]).toMatch(/^could not parse the HTTP request body: /);
    },
  );

  test("a database that is not there is no error of the statement", async () => {
    const headers = { "neon-connection-string": fixture.url.replace(/[^/]+$/, "nowhere") };
    const { status, body } = await post({ query: "select 1" }, headers);
    expect({ status, code: body["code"] }).toEqual({ status: 500, code: "3D000" });
  });

  test("a request beyond the limit is refused, and the next is served", async () => {
    const { status } = await post({ query: "select 1", params: ["x".repeat(1_000_000)] });
    expect(status).toBe(413);
    expect((await post({ query: "select 1" })).status).toBe(200);
  });

  test.each([
    "select repeat('x', 100) from generate_series(1, 100000)",
    "select repeat('x', 1000001)",
  ])("a response beyond the limit is refused: %s", async (query) => {
    const { status, body } = await post({ query });
    expect({ status, message: body["message"] }).toEqual({
      status: 507,
      message: "response is too large (max is 1000000 bytes)",
    });
    expect((await post({ query: "select 1" })).status).toBe(200);
  });

  test("a browser may ask first", async () => {
    const response = await fetch(`${fixture.origin}/sql`, { method: "OPTIONS" });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-headers")).toContain(
      "Neon-Connection-String",
    );
  });
});
