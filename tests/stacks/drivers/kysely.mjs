import { sql } from "kysely";
import { close, db, idempotently, isReady, transaction } from "./db.ts";
import { serve } from "./serve.mjs";

serve({
  now: () => db.selectFrom("works").selectAll().limit(1).execute(),
  read: () => idempotently(() => sql`select pg_sleep(0.1)`.execute(db)),
  work: (number) =>
    transaction(async (on) => {
      await on.insertInto("works").values({ number }).execute();
      await sql`select pg_sleep(${0.1})`.execute(on);
    }),
  slow: () => sql`select pg_sleep(10)`.execute(db),
  ready: isReady,
  close,
});
