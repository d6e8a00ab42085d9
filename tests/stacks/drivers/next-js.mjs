// What Next.js does with a route: it calls the function of the method.
import { GET } from "./app/api/ready/route.ts";
import { query, transaction } from "./lib/db.ts";
import { close } from "./lib/pool.ts";
import { serve } from "./serve.mjs";

serve({
  now: async () => {
    const { status } = await GET(new Request("http://localhost/api/ready"));
    // why it is not ready stands in the error of a statement
    if (status !== 200) await query("select 1");
  },
  read: () => query("select pg_sleep(0.1)", [], { idempotent: true }),
  work: (number) =>
    transaction(async (client) => {
      await client.query("insert into works (number) values ($1)", [number]);
      await client.query("select pg_sleep($1)", [0.1]);
    }),
  slow: () => query("select pg_sleep(10)"),
  ready: async () => (await GET(new Request("http://localhost/api/ready"))).json(),
  close,
});
