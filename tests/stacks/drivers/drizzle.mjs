import { sql } from "drizzle-orm";
import { integer, pgTable } from "drizzle-orm/pg-core";
import { close, db, idempotently, isReady, transaction } from "./db.ts";
import { serve } from "./serve.mjs";

const works = pgTable("works", { number: integer() });

serve({
  now: () => db.select().from(works).limit(1),
  read: () => idempotently(() => db.execute(sql`select pg_sleep(0.1)`)),
  work: (number) =>
    transaction(async (on) => {
      await on.insert(works).values({ number });
      await on.execute(sql`select pg_sleep(${0.1})`);
    }),
  slow: () => db.execute(sql`select pg_sleep(10)`),
  ready: isReady,
  close,
});
