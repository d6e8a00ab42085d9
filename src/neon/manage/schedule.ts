import type { BackupScheduleItem } from "@neondatabase/api-client";
import type { ScheduleEntry } from "../../core/manage/snapshots.ts";
import type { Branch, Progress } from "../../core/neon.ts";
import { LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";

const FREQUENCIES: ReadonlySet<string> = new Set(["hourly", "daily", "weekly", "monthly"]);

export async function readSchedule(
  { requests }: Managing,
  branch: Branch,
  signal: AbortSignal,
): Promise<readonly ScheduleEntry[]> {
  const { schedule } = await requests.read(
    { what: `read the snapshot schedule of branch ${quoted(branch.name)}`, signal },
    (client, params) => client.getSnapshotSchedule(branch.project.id, branch.id, params),
  );
  return schedule.flatMap(entryFrom);
}

/** Replaces it as a whole, so it can be sent again after a lost answer. */
export async function writeSchedule(
  { requests }: Managing,
  branch: Branch,
  { entries, call }: { readonly entries: readonly ScheduleEntry[]; readonly call: Progress },
): Promise<void> {
  const send = () =>
    requests.write(
      {
        what: `set the snapshot schedule of branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "Change the input as Neon says: schedules need a paid plan.",
      },
      (client, params) =>
        client.setSnapshotSchedule(
          branch.project.id,
          branch.id,
          { schedule: entries.map(itemFrom) },
          params,
        ),
    );
  await send().catch((error: unknown) => {
    if (error instanceof LostAnswerError && !call.signal.aborted) return send();
    throw error;
  });
}

/** `yearly` is in the API's words and in no plan of ours: it is left out rather than misnamed. */
function entryFrom(item: BackupScheduleItem): ScheduleEntry[] {
  if (!FREQUENCIES.has(item.frequency)) return [];
  const { hour, day, retention_seconds: retentionSeconds } = item;
  return [
    {
      frequency: item.frequency as ScheduleEntry["frequency"],
      ...(hour === undefined ? {} : { hour }),
      ...(day === undefined ? {} : { day }),
      ...(retentionSeconds === undefined ? {} : { retentionSeconds }),
    },
  ];
}

const itemFrom = ({
  frequency,
  hour,
  day,
  retentionSeconds,
}: ScheduleEntry): BackupScheduleItem => ({
  frequency,
  ...(hour === undefined ? {} : { hour }),
  ...(day === undefined ? {} : { day }),
  ...(retentionSeconds === undefined ? {} : { retention_seconds: retentionSeconds }),
});
