import { afterAll, beforeAll, expect, test } from "vitest";
import { models } from "../data/design/models.ts";
import { connect } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { cluster } from "../helpers/versions.ts";
import { carryOut, design } from "../tools/schema/designed.ts";

let served: ReturnType<typeof serve>;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  served = serve(await cluster(18));
  client = await connect(served.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
});

/** Keys that are made, what is unique among NULLs, and references that are emptied but for the tenant are other SQL there. */
test.each([
  [14, ["shop", "auth", "tasks"]],
  [15, ["shop", "tasks"]],
  [16, ["tasks"]],
  [17, ["shop", "auth"]],
] as const)("designs for Postgres %i run there: %j", async (postgres, names) => {
  for (const name of names) {
    const { shown, text } = await design(client, { model: { ...models[name], postgres } });
    expect(shown.proof).toMatchObject({ executed: true, postgres: 18 });
    expect(text).toContain("Carried out on a shadow of Postgres 18");
    expect(text).toContain(`keeps to what Postgres ${postgres} has`);
    await carryOut(shown, await cluster(postgres));
    if (shown.rls === undefined) continue;
    // malformed settings are told apart otherwise before
    expect(shown.rls.sql.includes("pg_input_is_valid")).toBe(postgres >= 16);
    await using database = await testDatabase(shown.ddl, await cluster(postgres));
    await database.run(shown.rls.sql);
    await database.runAsSuperuser("set role app_user; select * from public.tasks");
    await database.run(shown.rls.rollback);
  }
});
