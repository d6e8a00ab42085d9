import type { Session } from "../../core/session.ts";

/** What decides how Postgres prints names, times and numbers in definitions. */
const settings: Readonly<Record<string, string>> = {
  search_path: "",
  quote_all_identifiers: "off",
  DateStyle: "ISO, YMD",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  bytea_output: "hex",
  extra_float_digits: "1",
};

/** Runs the work, in the caller's transaction, under settings that make definitions qualified and comparable. */
export async function printingPlainly<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const before = await printPlainly(session);
  const result = await work();
  await restore(session, before);
  return result;
}

/** Sets them for the transaction and returns what they were. */
async function printPlainly(session: Session): Promise<Record<string, unknown>> {
  const names = Object.keys(settings);
  const now = names.map((name, at) => `current_setting('${name}') as s${at}`).join(", ");
  const [before = {}] = await session.query(`select ${now}`);
  await set(session, Object.values(settings));
  return before;
}

async function restore(session: Session, before: Record<string, unknown>): Promise<void> {
  await set(
    session,
    Object.keys(settings).map((_, at) => before[`s${at}`]),
  );
}

async function set(session: Session, values: readonly unknown[]): Promise<void> {
  const calls = Object.keys(settings).map((name, at) => `set_config('${name}', $${at + 1}, true)`);
  await session.query(`select ${calls.join(", ")}`, values);
}
