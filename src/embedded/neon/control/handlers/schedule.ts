import { integer, list, object, oneOf, optional } from "../api/check.ts";
import { invalid } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch } from "../find.ts";
import { now, update } from "../state/changes.ts";

const shape = object({
  schedule: list(
    object({
      frequency: oneOf("hourly", "daily", "weekly", "monthly"),
      hour: optional(integer({ min: 0, max: 23 })),
      day: optional(integer({ min: 1, max: 31 })),
      retention_seconds: optional(integer({ min: 3600 })),
    }),
  ),
});

const path = "/projects/:project/branches/:branch/backup_schedule";

/** When snapshots of a branch are made by themselves. The local Neon knows no yearly ones. */
export const scheduleRoutes = (control: Control): Routes => ({
  [`GET ${path}`]: (request) => ({
    status: 200,
    body: { schedule: (findBranch(control, request).schedule ?? []).map(({ entry }) => entry) },
  }),
  [`PUT ${path}`]: (request) => setSchedule(control, request),
});

/** What is set now falls due from now on. */
async function setSchedule(control: Control, request: ApiRequest): Promise<Reply> {
  const { id } = findBranch(control, request);
  const { schedule } = shape(request.body, "body");
  if (schedule.some(({ frequency, day = 1 }) => frequency === "weekly" && day > 7))
    throw invalid("day of a weekly schedule has to be from 1 to 7");
  const doneAt = now();
  const entries = schedule.map(({ frequency, hour, day, retention_seconds }) => ({
    entry: {
      frequency,
      ...(hour === undefined ? {} : { hour }),
      ...(day === undefined ? {} : { day }),
      ...(retention_seconds === undefined ? {} : { retention_seconds }),
    },
    doneAt,
  }));
  await control.jobs.change(
    { changes: [], reads: [id] },
    update("branches", id, (row) => ({ ...row, schedule: entries })),
  );
  control.reschedule();
  return { status: 200, body: {} };
}
