import type { Area } from "../area.ts";
import { code, grouped, reportOf, worst, type Observation } from "../judge.ts";
import { duration, percent, rounded } from "../words.ts";
import { readHolders, type Holder } from "./vacuum/holders.ts";
import { readNumbers, type Numbers } from "./wraparound/numbers.ts";

/** Half of all numbers lie ahead, and Postgres assigns none of the last three million (varsup.c, SetTransactionIdLimit). */
const LAST = 2 ** 31 - 3_000_000;
/** Anti-wraparound vacuum begins at the setting; twice of it says that it does not get through. */
const LATE = 2;
const ALARM = 1_000_000_000;
const [WEEK_HOURS, MONTH_HOURS] = [168, 720];
/** Where more are late, it is the database. */
const MOST_TABLES = 5;

export const wraparound: Area = {
  name: "wraparound",

  async read({ session }) {
    const numbers = await readNumbers(session);
    const [holder] = await readHolders(session);
    const oldest = Math.max(0, ...numbers.databases.map(({ age }) => age));
    const multixacts = Math.max(0, ...numbers.databases.map((one) => one.multixacts));
    const { perHour } = numbers;
    const hours = perHour === undefined || perHour < 1 ? undefined : (LAST - oldest) / perHour;
    const kinds: readonly Kind[] = [
      { of: "age", what: "transactions", begin: numbers.freezeAge, hours },
      { of: "multixacts", what: "multixacts", begin: numbers.multixactFreezeAge, hours: undefined },
    ];
    const pace = perHour === undefined ? "" : `, ${grouped(perHour)} an hour`;
    const left = hours === undefined ? "" : `; at that pace writes stop ${untilText(hours)}`;
    return reportOf(
      kinds.flatMap((kind) => aged(kind, numbers, session.target.database, holder)),
      {
        summary: `Oldest unfrozen rows: ${grouped(oldest)} transactions (${percent(oldest / LAST)} of what there is)${pace}${left}; ${grouped(multixacts)} multixacts.`,
        figures: {
          oldest_transactions: oldest,
          oldest_multixacts: multixacts,
          autovacuum_freeze_max_age: numbers.freezeAge,
          used_ratio: rounded(oldest / LAST),
          transactions_per_hour: perHour === undefined ? null : rounded(perHour),
          hours_left: hours === undefined ? null : Math.round(hours),
        },
      },
    );
  },

  alerts: [
    {
      name: "postgres_oldest_unfrozen_transactions",
      sql: "select max(pg_catalog.age(datfrozenxid))::float8 as value from pg_catalog.pg_database",
      watch: 500_000_000,
      act: ALARM,
      forSeconds: 600,
    },
    {
      name: "postgres_oldest_unfrozen_multixacts",
      sql: "select max(pg_catalog.mxid_age(datminmxid))::float8 as value from pg_catalog.pg_database",
      watch: 800_000_000,
      act: 1_200_000_000,
      forSeconds: 600,
    },
  ],
};

interface Kind {
  readonly of: "age" | "multixacts";
  readonly what: string;
  /** The age at which autovacuum freezes whatever the settings of the table. */
  readonly begin: number;
  readonly hours: number | undefined;
}

/** Databases that are late; of this one its tables, where they are few. */
function aged(
  { of, what, begin, hours }: Kind,
  { databases, tables }: Numbers,
  here: string,
  holder: Holder | undefined,
): Observation[] {
  const isSoon = (limit: number): boolean => hours !== undefined && hours < limit;
  const isLate = (one: { readonly age: number; readonly multixacts: number }): boolean =>
    one[of] >= LATE * begin || one[of] >= ALARM || (isSoon(MONTH_HOURS) && one[of] > begin);
  const level = (age: number): "error" | "warning" =>
    age >= ALARM || isSoon(WEEK_HOURS) ? "error" : "warning";
  const held =
    holder === undefined || holder.age < begin
      ? ""
      : ` ${holder.what} holds it back, ${grouped(holder.age)} transactions old: end that first (${holder.fix})`;
  const effect = `at ${grouped(LAST)} the whole server refuses writes, and autovacuum, which began at ${grouped(begin)}, does not get through.${held}`;
  const late = databases.filter((one) => one.connectable && isLate(one));
  const own = late.some(({ name }) => name === here) ? tables.filter(isLate) : [];
  const single = own.length <= MOST_TABLES ? own : own.filter(({ isTemporary }) => isTemporary);
  return [
    ...worst(
      late.filter(({ name }) => name !== here || single.length < own.length || own.length === 0),
      (one) => one[of],
      (one) => ({
        rule: "database-not-frozen",
        level: level(one[of]),
        object: one.name,
        message: `Database ${code(one.name)} has rows of ${grouped(one[of])} ${what} ago that are not frozen; ${effect} ${one.name === here ? "Vacuum" : "Connect to it and vacuum"} it whole; that locks nobody out.`,
        evidence: "measured",
        fix: "VACUUM (FREEZE);",
      }),
    ),
    ...worst(
      single,
      (one) => one[of],
      ({ name, isTemporary, ...one }) => ({
        rule: "table-not-frozen",
        level: level(one[of]),
        object: name,
        message: isTemporary
          ? `The temporary table ${code(name)} is ${grouped(one[of])} ${what} old, and only its session can vacuum it: end the session, or drop what a crash left.`
          : `${code(name)} has rows of ${grouped(one[of])} ${what} ago that are not frozen; ${effect} Vacuum it; that locks nobody out.`,
        evidence: "measured",
        fix: isTemporary ? `DROP TABLE ${name};` : vacuumOf(name, one[of]),
      }),
    ),
  ];
}

/** Nobody plans by a day in the next century. */
const FAR_YEARS = 10;

const untilText = (hours: number): string =>
  hours > FAR_YEARS * 8_766
    ? `no sooner than in ${FAR_YEARS} years`
    : `in ${duration(hours * 3_600)}`;

/** In haste without the indexes, as Postgres does by itself at `vacuum_failsafe_age`. */
const vacuumOf = (name: string, age: number): string =>
  age >= ALARM
    ? `VACUUM (FREEZE, INDEX_CLEANUP off, TRUNCATE off) ${name};`
    : `VACUUM (FREEZE) ${name};`;
