import { neonConfig } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import { integer, pgTable } from "drizzle-orm/pg-core";
import { db, idempotently, isReady } from "./db.ts";
import { serve } from "./serve.mjs";

// The local Neon answers at its own address; the host in the URL tells the endpoint.
neonConfig.fetchEndpoint = `${process.env.SQL_ORIGIN}/sql`;
const works = pgTable("works", { number: integer() });

serve({
  now: () => db.select().from(works).limit(1),
  read: () => idempotently(() => db.execute(sql`select pg_sleep(0.1)`)),
  work: (number) =>
    idempotently(() =>
      db.batch([
        db.insert(works).values({ number }).onConflictDoNothing(),
        db.execute(sql`select pg_sleep(${0.1})`),
      ]),
    ),
  slow: () => db.execute(sql`select pg_sleep(10)`),
  ready: isReady,
});
