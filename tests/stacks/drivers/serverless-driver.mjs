import { neonConfig } from "@neondatabase/serverless";
import { isReady, query, transaction } from "./db.ts";
import { serve } from "./serve.mjs";

// The local Neon answers at its own address; the host in the URL tells the endpoint.
neonConfig.fetchEndpoint = `${process.env.SQL_ORIGIN}/sql`;
serve({
  now: () => query("select 1 as one"),
  read: () => query("select pg_sleep(0.1)", [], { idempotent: true }),
  work: (number) =>
    transaction(
      [
        {
          text: "insert into works (number) values ($1) on conflict (number) do nothing",
          values: [number],
        },
        { text: "select pg_sleep($1)", values: [0.1] },
      ],
      { idempotent: true },
    ),
  slow: () => query("select pg_sleep(10)"),
  ready: isReady,
});
