import "./prisma-generate.mjs";
import { serve } from "./serve.mjs";

const { close, db, idempotently, isReady, transaction } = await import("./db.ts");
serve({
  now: () => db.work.findFirst({ select: { number: true } }),
  read: () => idempotently(() => db.$queryRaw`select 1 as one from pg_sleep(0.1)`),
  work: (number) =>
    transaction(async (on) => {
      await on.work.create({ data: { number }, select: { number: true } });
      await on.$queryRaw`select 1 as one from pg_sleep(${0.1})`;
    }),
  slow: () => db.$queryRaw`select 1 as one from pg_sleep(10)`,
  ready: isReady,
  close,
});
