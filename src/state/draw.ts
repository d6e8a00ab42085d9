import type { Query } from "./postgres.ts";
import type { Share } from "./state.ts";

/** Accounts are worth a minute, so they need not survive a crash. */
export const accountTable =
  "create unlogged table if not exists neon_dba.account (id text primary key, until timestamptz not null, used int not null, granted int not null)";

/** What of the account counts: nothing once its time is up. */
const used = "case when a.until > now() then a.used else 0 end";
/** An eighth of what is left, one at least while there is any. */
const share = `greatest(0, ceil(($2::int - ${used}) / 8.0))::int`;

/**
 * Rows of others are passed over where they are locked: whoever locks them may wait for this one's. Who waits for this one's row began
 * before the one who made it, and would count the milliseconds in between as time left.
 */
const draw = `
  with gone as (
    delete from neon_dba.account where id in (
      select id from neon_dba.account where until < now() - interval '10 minutes' and id <> $1 for update skip locked))
  insert into neon_dba.account as a values ($1, now() + $3::int * interval '1 second', ceil($2::int / 8.0), ceil($2::int / 8.0))
  on conflict (id) do update set
    until = case when a.until > now() then a.until else excluded.until end,
    used = ${used} + ${share},
    granted = ${share}
  returning granted, least(extract(epoch from until - now()), $3::int) * 1000 as ms`;

/** Draws from an account in one round trip; of processes that draw at once, each sees what the one before has taken. */
export async function drawFrom(
  query: Query,
  account: string,
  { most, seconds }: { readonly most: number; readonly seconds: number },
): Promise<Share> {
  const [row] = await query(draw, [account, most, seconds]);
  return { granted: Number(row?.["granted"]), ms: Number(row?.["ms"]) };
}
