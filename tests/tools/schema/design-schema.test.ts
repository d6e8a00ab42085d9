import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { models } from "../../data/design/models.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serve } from "../../helpers/served.ts";
import { callDesign, carryOut, design, expectProven, policiesOf } from "./designed.ts";

let served: ReturnType<typeof serve>;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  served = serve(inject("postgres"));
  client = await connect(served.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
});

/** The others are in tests/slow/design.test.ts. */
test.each(["shop", "auth"])(
  "the model %s becomes DDL that is carried out, taken back and carried out again",
  async (name) => {
    const { shown, text } = await design(client, { model: models[name] });
    expectProven(shown);
    expect(policiesOf(shown, text)).toBe("none");
    expect(text).toContain("CREATE TABLE");
    await carryOut(shown);
  },
);

test("the model documents, which has tenants, comes with policies that are proven", async () => {
  const { shown, text } = await design(client, { model: models["documents"] });
  expectProven(shown);
  expect(policiesOf(shown, text)).toBe("proven");
  await carryOut(shown);
});

test("a model without answers is designed with assumptions, questions and choices", async () => {
  const { shown, text } = await design(client, {
    model: {
      entities: [
        {
          name: "customers",
          attributes: [
            { name: "email", type: "text", pii: true },
            { name: "phone1", type: "text" },
            { name: "phone2", type: "text" },
          ],
        },
        {
          name: "orders",
          attributes: [
            { name: "total", type: "float8" },
            { name: "customer_email", type: "text" },
            { name: "state", type: "enum", values: ["new", "paid"] },
          ],
        },
      ],
      relationships: [{ from: "orders", to: "customers", kind: "many_to_one" }],
    },
    models: ["zod", "typescript"],
  });
  expect(shown.questions.map((question) => /^.*?\?/.exec(question)?.[0])).toEqual([
    "How are customers, orders read: by which conditions, in what order, how often (access_patterns)?",
    "How many rows will customers, orders have in a year or two (expected_rows)?",
    "What becomes of rows when what they refer to is deleted, for orders -> customers (on_delete)?",
    "Do several customers share these tables, and which entity is the customer (tenancy)?",
    "How long may the personal data of customers be kept (retention_days)?",
  ]);
  expect(shown.questions.filter((question) => question.includes("Assumed: "))).toHaveLength(5);
  expect(shown.findings.map(({ rule, object }) => `${rule} ${object}`)).toEqual([
    "money-type public.orders.total",
    "repeated-group public.customers.phone1",
    "transitive-attribute public.orders.customer_email",
    "pii-without-retention public.customers",
    "pii-not-marked public.orders.customer_email",
  ]);
  expect(shown.decisions.map(({ topic, options }) => [topic, options.length])).toEqual([
    ["keys", 3],
    ["enums", 3],
  ]);
  expect(shown.indexes.map(({ sql }) => sql)).toEqual([
    "CREATE INDEX orders_customer_id_idx ON public.orders (customer_id)",
  ]);
  expect(Object.keys(shown.models ?? {})).toEqual(["zod", "typescript"]);
  expect(shown.models?.["typescript"]).toContain("customer_id");
  expect(text).toContain("Ask the user the questions");
  expect(text).toContain("run_sql with mode write");
});

test("a bad model is refused with its places", async () => {
  const refused = await callDesign(client, {
    model: { entities: [{ name: "tasks", attributes: [{ name: "title", type: "textt" }] }] },
  });
  expect(refused.isError).toBe(true);
  expect(textOf(refused)).toMatch(
    /^INVALID_INPUT: model\.entities\[0\]\.attributes\[0\]\.type: Postgres has no type textt\.\nNext: Did you mean `text`/,
  );
  const formats = await callDesign(client, { model: models["iot"], models: ["prism"] });
  expect(textOf(formats)).toMatch(/^INVALID_INPUT: models\[0\]: there is no format `prism`/);
});

const wide = (tables: number, columns: number): object => ({
  entities: Array.from({ length: tables }, (_, at) => ({
    name: `things${at}`,
    attributes: Array.from({ length: columns }, (__, column) => ({
      name: `attribute_${column}`,
      type: "text",
      description: "A sentence that says what is kept here, and why it is.",
    })),
    expected_rows: 1_000,
  })),
});

test("what is too large for one answer, and told by another tool, is left out and named", async () => {
  const { shown } = await design(client, { model: wide(2, 48), models: ["typescript"] });
  expect(shown.omitted).toContain("models (generate_models with the ddl)");
  expect(shown.ddl).toContain("things1");
  expect(shown.next_cursor).toBeUndefined();
});

test("a ddl that is too long for one answer comes in parts, which are the whole together", async () => {
  const model = wide(5, 80);
  const { shown, text } = await design(client, { model });
  expect(shown.proof?.executed).toBe(true);
  expect(shown.decisions.map(({ topic }) => topic)).toContain("keys");
  expect(shown.questions).not.toEqual([]);
  expect(text).toMatch(/^5 tables/);
  expect(text).toContain(`repeat the call with cursor "${shown.next_cursor}"`);
  const parts = [shown];
  for (let part = shown; part.next_cursor !== undefined; parts.push(part))
    part = (await design(client, { model, cursor: part.next_cursor })).shown;
  for (const part of parts) {
    expect(JSON.stringify(part).length).toBeLessThanOrEqual(40_000);
    expect(part.ddl).toMatch(/^(?:CREATE|COMMENT|ALTER)/);
    expect(part.ddl).toMatch(/;\n+$/);
  }
  expect(parts.length).toBeGreaterThan(1);
  await carryOut({ ...shown, ddl: parts.map(({ ddl }) => ddl).join("") });
  const other = await callDesign(client, { model: wide(1, 2), cursor: shown.next_cursor });
  expect(textOf(other)).toMatch(/^INVALID_INPUT: The cursor belongs to another design/);
});
