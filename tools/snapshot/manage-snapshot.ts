import * as z from "zod";
import { mustFit } from "../../src/core/action.ts";
import { BranchView, branchView, keptText, ProjectView } from "../../src/core/branch.ts";
import { bytesText } from "../../src/core/bytes.ts";
import { durationText } from "../../src/core/duration.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { entryText, nextRun } from "../../src/core/schedule.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/snapshot/manage.ts"));
const overwriting = once(() => import("../../src/branch/restore.ts"));
const moments = once(() => import("../../src/branch/moment.ts"));

const Entry = z.strictObject({
  every: z.enum(["hourly", "daily", "weekly", "monthly"]),
  hour: z.int().min(0).max(23).optional(),
  day: z.int().min(1).max(31).optional(),
  keep: z.string().optional(),
});

const fields = {
  create: ["name", "at", "expires_in"],
  list: [],
  delete: ["name"],
  restore: ["name", "in_place", "as"],
  schedule: ["schedule"],
} as const;

export const manageSnapshot = defineTool({
  name: "manage_snapshot",
  title: "Manage snapshots",
  description: "Create, list, delete, schedule snapshots; restore one to a new branch or in place.",
  effect: "destroy",
  alsoReads: true,
  input: z.object({
    action: z.enum(["create", "list", "delete", "restore", "schedule"]),
    project: z.string().optional(),
    branch: z.string().optional(),
    name: z.string().min(1).max(256).optional().describe("Snapshot, or its id."),
    at: z.string().optional().describe("Time with zone, or LSN."),
    expires_in: z.string().optional().describe('"7d"'),
    in_place: z.boolean().optional().describe("Restore over branch."),
    as: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe("Restore: new branch; in place: the old one."),
    schedule: z
      .array(z.record(z.string(), z.unknown()).pipe(Entry))
      .max(8)
      .optional()
      .describe('[] stops: {every: daily|weekly|monthly, hour, day, keep: "7d"}'),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    action: z.string(),
    project: ProjectView,
    snapshots: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        branch: z.string().optional(),
        created_at: z.string(),
        expires_at: z.string().optional(),
        scheduled: z.boolean(),
        bytes: z.number().optional(),
      }),
    ),
    left: z.number().optional().describe("That may be made by hand on this plan."),
    price: z
      .object({
        usd_per_month: z.number(),
        plan: z.string(),
        assumed: z.boolean(),
        as_of: z.string(),
      })
      .optional(),
    schedule: z.array(Entry.extend({ text: z.string(), next_at: z.string() })).optional(),
    branch: BranchView.optional().describe("Restored."),
    kept: BranchView.optional().describe("What was there before."),
    kept_has_compute: z.boolean().optional(),
    read: z
      .object({
        database: z.string(),
        tables: z.number(),
        bytes: z.number(),
        connected_ms: z.number(),
      })
      .optional()
      .describe("From the restored branch."),
    duration_ms: z.number(),
  }),
  untrusted: ["project", "snapshots", "branch", "kept", "read"],
  lists: ["snapshots"],

  async run({ at, ...input }, deps, call) {
    mustFit({ at, ...input }, fields);
    const started = performance.now();
    const { manageSnapshot: manage } = await implementation();
    const moment = at === undefined ? undefined : (await moments()).parseMoment(at);
    const done = await manage({ ...input, at: moment }, deps, call, async (...given) =>
      (await overwriting()).restoreBranch(...given),
    );
    const { restored, schedule, price } = done;
    return {
      action: input.action,
      project: { id: done.project.id, name: done.project.name },
      snapshots: done.snapshots.map((each) => {
        const branch = done.branches.get(each.sourceBranchId ?? "");
        return {
          id: each.id,
          name: each.name,
          ...(branch === undefined ? {} : { branch }),
          created_at: each.createdAt,
          ...(each.expiresAt === undefined ? {} : { expires_at: each.expiresAt }),
          scheduled: each.isScheduled,
          ...(each.bytes === undefined ? {} : { bytes: each.bytes }),
        };
      }),
      ...(done.left === undefined ? {} : { left: done.left }),
      ...(price === undefined ? {} : { price: { ...price } }),
      ...(schedule === undefined
        ? {}
        : {
            schedule: schedule.entries.map((entry) => ({
              every: entry.frequency,
              ...(entry.hour === undefined ? {} : { hour: entry.hour }),
              ...(entry.day === undefined ? {} : { day: entry.day }),
              ...(entry.retentionSeconds === undefined
                ? {}
                : { keep: durationText(entry.retentionSeconds) }),
              text: entryText(entry),
              next_at: nextRun(entry, new Date()).toISOString(),
            })),
          }),
      ...(restored === undefined
        ? {}
        : {
            branch: branchView(restored.branch),
            read: { ...restored.proof },
            ...(restored.kept === undefined ? {} : { kept: branchView(restored.kept) }),
            ...(restored.reachable === undefined ? {} : { kept_has_compute: restored.reachable }),
          }),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ action, project, snapshots, schedule, branch, kept, read, price, ...done }) {
    const [first] = snapshots;
    const prices =
      price === undefined
        ? []
        : [
            `$${price.usd_per_month} a month while kept (${price.plan} plan${price.assumed ? ", assumed" : ""}, prices of ${price.as_of}).`,
          ];
    const room = done.left === undefined ? [] : [`Room for ${done.left} more made by hand.`];
    const runs = schedule?.map(({ text, next_at: at }) => `${text}; next ${at}.`) ?? [];
    if (action === "restore" && branch !== undefined && read !== undefined)
      return {
        head: `Restored snapshot ${identifier(first?.name ?? "")} to branch ${identifier(branch.name)} in ${done.duration_ms} ms. It answered: database ${identifier(read.database)}, ${read.tables === 1 ? "1 table" : `${read.tables} tables`}, ${bytesText(read.bytes)}.`,
        next:
          kept === undefined
            ? `Work there with target {"branch":${JSON.stringify(identifier(branch.name))}}; delete_branch when it has served.`
            : keptText(kept.name, done.kept_has_compute === true),
      };
    if (action === "schedule")
      return {
        head:
          runs.length === 0
            ? "No snapshots are made by schedule."
            : `Made by schedule: ${runs.join(" ")}`,
      };
    if (action === "list")
      return {
        head: `${snapshots.length} ${snapshots.length === 1 ? "snapshot" : "snapshots"} in project ${identifier(project.name)}.`,
        data: snapshots
          .map((each) =>
            [
              `${identifier(each.name)}  ${each.id}`,
              each.branch === undefined ? "its branch is gone" : `of ${identifier(each.branch)}`,
              `made ${each.created_at} ${each.scheduled ? "by schedule" : "by hand"}`,
              ...(each.bytes === undefined ? [] : [bytesText(each.bytes)]),
              each.expires_at === undefined ? "does not expire" : `expires ${each.expires_at}`,
            ].join(", "),
          )
          .join("\n"),
        next: [
          ...prices,
          ...room,
          ...(runs.length === 0 ? [] : [`Schedule: ${runs.join(" ")}`]),
        ].join("\n"),
      };
    const made = action === "create" ? "Made" : "Deleted";
    return {
      head: `${made} snapshot ${identifier(first?.name ?? "")} (${first?.id ?? ""}) in ${done.duration_ms} ms${first?.bytes === undefined ? "" : `, ${bytesText(first.bytes)}`}.`,
      next: [...(action === "create" ? prices : []), ...room].join(" "),
    };
  },
});
