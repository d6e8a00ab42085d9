import { expect, test } from "vitest";
import { connect, eras } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

const setup = `
  create table tasks (id int primary key, title text not null);
  create schema "Odd.Schema";
  create table "Odd.Schema"."50 % ""off""" (a int);
  comment on table tasks is 'What has to be done.'`;
const odd = "db://schema/Odd.Schema/table/50%20%25%20%22off%22";

test.each(eras)("%s: the schema and each of its tables are resources", async (era) => {
  await using database = await testDatabase(setup);
  await using server = serve(database.url);
  await using client = await connect(server.config, { era });
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(
    expect.arrayContaining(["db://schema", "db://schema/public/table/tasks", odd]),
  );
  const text = async (uri: string): Promise<string> => {
    const { contents } = await client.readResource({ uri });
    return contents.map((content) => ("text" in content ? content.text : "")).join("");
  };
  expect(await text("db://schema")).toContain("public.tasks");
  expect(await text("db://schema/public/table/tasks")).toMatch(
    /<untrusted-[0-9a-f]{12}>[\s\S]*What has to be done\.[\s\S]*<\/untrusted-/,
  );
  expect(await text(odd)).toContain("a integer");
  await expect(client.readResource({ uri: "db://schema/public/table/taskz" })).rejects.toThrow(
    "taskz",
  );
  await expect(client.readResource({ uri: "db://schema/%zz/table/x" })).rejects.toMatchObject({
    code: -32_602,
    message: expect.stringContaining("%25"),
  });
});

test.each(eras)("%s: names are completed", async (era) => {
  await using database = await testDatabase(setup);
  await using server = serve(database.url);
  await using client = await connect(server.config, { era });
  const complete = async (
    name: string,
    value: string,
    known: Record<string, string> = {},
  ): Promise<string[]> => {
    const ref = { type: "ref/resource" as const, uri: "db://schema/{schema}/table/{table}" };
    const { completion } = await client.complete({
      ref,
      argument: { name, value },
      context: { arguments: known },
    });
    return completion.values;
  };
  expect(await complete("schema", "pu")).toEqual(["public"]);
  expect(await complete("table", "ta", { schema: "public" })).toEqual(["tasks"]);
  expect(await complete("table", "", { schema: "Odd.Schema" })).toEqual(['50 % "off"']);
  expect(await complete("table", "ta", { schema: "Odd.Schema" })).toEqual([]);
});

test("without describe_database there are none", async () => {
  await using database = await testDatabase();
  await using server = serve(database.url, [
    "--exclude-tools",
    "describe_database,design_schema,explain_query,prove_rls",
  ]);
  await using client = await connect(server.config);
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri.replace(/:.*/, ""))).not.toContain("db");
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(["skill://{+path}"]);
});
