import { close, isReady, query, transaction } from "./db.ts";
import { serve } from "./serve.mjs";

serve({
  now: () => query((sql) => sql`select 1 as one`),
  read: () => query((sql) => sql`select pg_sleep(0.1)`, { idempotent: true }),
  work: (number) =>
    transaction(async (sql) => {
      await sql`insert into works (number) values (${number})`;
      await sql`select pg_sleep(${0.1})`;
    }),
  slow: () => query((sql) => sql`select pg_sleep(10)`),
  ready: isReady,
  close,
});
