import { durationText } from "./duration.ts";
import type { ScheduleEntry } from "./manage/snapshots.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When an entry of a snapshot schedule falls due next after a moment. UTC; a day that a month does not have is its last one. */
export function nextRun({ frequency, hour = 0, day = 1 }: ScheduleEntry, after: Date): Date {
  const ms = after.getTime();
  if (frequency === "hourly") return new Date((Math.floor(ms / HOUR) + 1) * HOUR);
  if (frequency === "monthly") return nextOfMonth(after, hour, day);
  const midnight = Math.floor(ms / DAY) * DAY;
  const days = frequency === "daily" ? [0, 1] : [0, 1, 2, 3, 4, 5, 6, 7];
  const due = days
    .map((offset) => midnight + offset * DAY + hour * HOUR)
    .find((time) => time > ms && (frequency === "daily" || weekday(time) === day));
  return new Date(due ?? ms);
}

/** Monday is 1. */
const weekday = (time: number): number => new Date(time).getUTCDay() || 7;

function nextOfMonth(after: Date, hour: number, day: number): Date {
  const at = (offset: number): number => {
    const [year, month] = [after.getUTCFullYear(), after.getUTCMonth() + offset];
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Date.UTC(year, month, Math.min(day, last), hour);
  };
  return new Date(at(0) > after.getTime() ? at(0) : at(1));
}

/** How many snapshots of an entry there are once the oldest ones are removed; undefined where none is. */
export function keptOf({ frequency, retentionSeconds }: ScheduleEntry): number | undefined {
  if (retentionSeconds === undefined) return undefined;
  return Math.max(1, Math.ceil((retentionSeconds * 1000) / PERIOD[frequency]));
}

const PERIOD: Readonly<Record<ScheduleEntry["frequency"], number>> = {
  hourly: HOUR,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
};

/** `daily at 03:00 UTC, kept 7d`. */
export function entryText({ frequency, hour, day, retentionSeconds }: ScheduleEntry): string {
  const on =
    day === undefined
      ? ""
      : frequency === "weekly"
        ? ` on ${WEEKDAYS[day - 1] ?? `day ${day}`}`
        : ` on day ${day}`;
  const at = hour === undefined ? "" : ` at ${String(hour).padStart(2, "0")}:00 UTC`;
  const kept = retentionSeconds === undefined ? "for good" : durationText(retentionSeconds);
  return `${frequency}${on}${at}, kept ${kept}`;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
