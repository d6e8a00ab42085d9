import { expect, test } from "vitest";
import { invoices } from "./planted/invoices.ts";
import { prepareStage } from "./stage.ts";

test("a context that is empty or no id gives no rows, and no error either", async () => {
  const ddl = invoices.ddl.replaceAll("planted_app", "context_app");
  await using prepared = await prepareStage(ddl, {
    ...invoices.intent,
    application_role: "context_app",
  });
  const { failed } = await prepared.examine(
    "create or replace function current_tenant() returns uuid language sql stable as 'select current_setting(''app.tenant_id'', true)::uuid'",
  );
  // a setting that a transaction has had is empty in the next one of the connection
  expect(new Set(failed.map(({ actor }) => actor))).toEqual(
    new Set(["no context", "empty context", "malformed context"]),
  );
  expect(failed).toContainEqual({
    table: "public.invoices",
    role: "context_app",
    actor: "empty context",
    verb: "select",
    expected: "no rows and no error",
    got: '22P02 invalid input syntax for type uuid: ""',
  });
});
