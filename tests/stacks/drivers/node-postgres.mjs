import { isReady, query, transaction } from "./db.ts";
import { close } from "./pool.ts";
import { serve } from "./serve.mjs";

serve({
  now: () => query("select 1 as one"),
  read: () => query("select pg_sleep(0.1)", [], { idempotent: true }),
  work: (number) =>
    transaction(async (client) => {
      await client.query("insert into works (number) values ($1)", [number]);
      await client.query({ name: "sleep", text: "select pg_sleep($1)", values: [0.1] });
    }),
  slow: () => query("select pg_sleep(10)"),
  ready: isReady,
  close,
});
