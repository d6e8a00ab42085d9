import { bytesText } from "../core/bytes.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { ScheduleEntry } from "../core/manage/snapshots.ts";
import type { Branch } from "../core/neon.ts";
import type { PlanName } from "../core/neon-facts.ts";
import { planFor } from "../core/plan.ts";
import { entryText, keptOf } from "../core/schedule.ts";
import { parseLifetime } from "./lifetime.ts";
import { priceText, snapshotPrice } from "./price.ts";
import type { AskedEntry, Given, Managed } from "./request.ts";

/** Shows when snapshots of a branch are made by themselves, or sets it; an empty one stops it. Snapshots that there are stay. */
export async function scheduleSnapshots({ request, project, neon, call }: Given): Promise<Managed> {
  const { signal } = call;
  const branch = await neon.branch({ project: project.id, branch: request.branch }, signal);
  const [now, plan] = await Promise.all([
    neon.manage.snapshots.schedule(branch, signal),
    planFor(neon, project.id, signal),
  ]);
  const shown = { snapshots: [], branches: new Map<string, string>(), plan };
  if (request.schedule === undefined) return { ...shown, schedule: { branch, entries: now } };
  const entries = request.schedule.map(entryFrom);
  if (plan === "free" && entries.length > 0)
    throw new ToolError(
      "LIMIT",
      "The free plan makes no snapshots by itself.",
      'Make them with `action` "create", or ask the user to change the plan.',
    );
  if (JSON.stringify(now) === JSON.stringify(entries))
    return { ...shown, schedule: { branch, entries } };
  await call.confirm({
    summary: `${summary(branch, now, entries)} ${costs(branch, entries, plan)}`.trim(),
    plan: { branch: branch.id, now, entries },
  });
  await neon.manage.snapshots.setSchedule(branch, entries, call);
  return {
    ...shown,
    schedule: { branch, entries: await neon.manage.snapshots.schedule(branch, signal) },
  };
}

function entryFrom({ every: frequency, hour, day, keep }: AskedEntry): ScheduleEntry {
  const most = frequency === "weekly" ? 7 : frequency === "monthly" ? 31 : 0;
  if (day !== undefined && (day < 1 || day > most))
    throw new ToolError(
      "INVALID_INPUT",
      most === 0
        ? `A ${frequency} snapshot has no \`day\`.`
        : `There is no day ${day} to make a ${frequency} snapshot on.`,
      most === 0
        ? "Leave it out."
        : `Give \`day\` 1 to ${most}${most === 7 ? "; 1 is Monday" : ""}.`,
    );
  return {
    frequency,
    ...(hour === undefined || frequency === "hourly" ? {} : { hour }),
    ...(day === undefined ? {} : { day }),
    ...(keep === undefined ? {} : { retentionSeconds: parseLifetime(keep) }),
  };
}

function summary(
  { name }: Branch,
  before: readonly ScheduleEntry[],
  after: readonly ScheduleEntry[],
): string {
  const branch = `branch \`${identifier(name)}\``;
  const was = before.length === 0 ? "" : ` It was: ${before.map(entryText).join("; ")}.`;
  if (after.length === 0)
    return `Make no more snapshots of ${branch} by schedule; those there are stay until they expire.${was}`;
  return `Make snapshots of ${branch} by schedule: ${after.map(entryText).join("; ")}.${was}`;
}

/** What is kept once the schedule has run for long, all at the branch's present size. */
function costs(
  { bytes }: Branch,
  entries: readonly ScheduleEntry[],
  plan: PlanName | undefined,
): string {
  const counts = entries.map(keptOf);
  if (entries.length === 0) return "";
  if (counts.includes(undefined)) return "Without `keep` they stay for good, and cost as long.";
  const count = counts.reduce<number>((total, each) => total + (each ?? 0), 0);
  if (bytes === undefined) return `${count} are kept at a time.`;
  return `${count} are kept at a time: at the branch's ${bytesText(bytes)} at most ${priceText(snapshotPrice(bytes * count, plan))}.`;
}
