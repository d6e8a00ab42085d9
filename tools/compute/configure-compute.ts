import * as z from "zod";
import { mustFit } from "../../src/core/action.ts";
import {
  ComputeView,
  computeText,
  computeView,
  sizeText,
  suspendText,
} from "../../src/core/compute.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/compute/configure.ts"));

const SIZE = ["min_cu", "max_cu", "suspend_seconds"];
const fields = {
  resize: ["compute", ...SIZE],
  suspend: ["compute"],
  start: ["compute"],
  restart: ["compute"],
  add_replica: ["compute", ...SIZE],
  remove: ["compute"],
} as const;

export const configureCompute = defineTool({
  name: "configure_compute",
  title: "Configure a compute",
  description:
    "Resize, start or end a compute, or add a read replica; says whom it cuts and what it costs.",
  effect: "destroy",
  input: z.object({
    action: z.enum(["resize", "suspend", "start", "restart", "add_replica", "remove"]),
    project: z.string().optional(),
    branch: z.string().optional(),
    compute: z.string().optional().describe("Id or name; default: the branch's read-write one."),
    min_cu: z.number().optional().describe("0.25 to 56"),
    max_cu: z.number().optional().describe("At most min_cu + 8, or equal."),
    suspend_seconds: z.int().optional().describe("60 to 604800; 0 default, -1 never."),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    action: z.string(),
    changed: z.boolean(),
    compute: ComputeView,
    cut: z.number().optional().describe("Sessions that were open."),
    before: z
      .object({ min_cu: z.number(), max_cu: z.number(), suspend_seconds: z.number() })
      .optional(),
    max_connections: z
      .object({ before: z.number().optional(), now: z.number() })
      .optional()
      .describe("Read from Postgres."),
    connected_ms: z.number().optional().describe("Start and first answer."),
    read_only: z.boolean().optional(),
    replica: z
      .object({ caught_up_ms: z.number(), lsn: z.string() })
      .optional()
      .describe("It has replayed the primary's position."),
    price: z
      .object({
        usd_per_month_most: z.number(),
        plan: z.string(),
        assumed: z.boolean(),
        as_of: z.string(),
      })
      .optional(),
    next: z.array(z.string()),
    duration_ms: z.number(),
  }),
  untrusted: ["compute"],

  async run(input, deps, call) {
    mustFit(input, fields);
    const started = performance.now();
    const { configureCompute: configure } = await implementation();
    const { compute, before, proof, price, connectionsBefore, ...done } = await configure(
      input,
      deps,
      call,
    );
    return {
      action: input.action,
      changed: done.changed,
      compute: computeView(compute),
      ...(done.cut === undefined ? {} : { cut: done.cut }),
      ...(before === undefined
        ? {}
        : {
            before: {
              min_cu: before.minCu,
              max_cu: before.maxCu,
              suspend_seconds: before.suspendSeconds,
            },
          }),
      ...(proof === undefined
        ? {}
        : {
            max_connections: {
              ...(connectionsBefore === undefined ? {} : { before: connectionsBefore }),
              now: proof.max_connections,
            },
            connected_ms: proof.connected_ms,
            read_only: proof.read_only,
          }),
      ...(done.followed === undefined ? {} : { replica: { ...done.followed } }),
      ...(price === undefined
        ? {}
        : {
            price: {
              usd_per_month_most: price.per_month_most,
              plan: price.plan,
              assumed: price.assumed,
              as_of: price.as_of,
            },
          }),
      next: [...done.next],
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ action, changed, compute, ...done }) {
    const what = computeText(compute);
    const { max_connections: connections, replica, price } = done;
    const lines = [
      !changed
        ? `Nothing to do: ${what} is ${compute.state}, ${sizeText(compute)}.`
        : `${DONE[action] ?? action} ${what} in ${done.duration_ms} ms: ${action === "remove" ? "gone" : `${compute.state}, ${sizeText(compute)}, ${suspendText(compute.suspend_seconds)}`}.`,
      ...(done.cut === undefined || done.cut === 0
        ? []
        : [done.cut === 1 ? "1 session was cut." : `${done.cut} sessions were cut.`]),
      ...(connections === undefined
        ? []
        : [
            `It answered after ${done.connected_ms ?? 0} ms: max_connections ${connections.before === undefined || connections.before === connections.now ? "" : `${connections.before} before, now `}${connections.now}.`,
          ]),
      ...(replica === undefined
        ? []
        : [
            `It had everything written on the primary until then (${replica.lsn}) after ${replica.caught_up_ms} ms, and refuses writes. Host: ${compute.host}`,
          ]),
      ...(price === undefined
        ? []
        : [
            `At most $${price.usd_per_month_most} a month at its largest size (${price.plan} plan${price.assumed ? ", assumed" : ""}, prices of ${price.as_of}).`,
          ]),
    ];
    return { head: lines.join("\n"), next: done.next.join("\n") };
  },
});

const DONE: Readonly<Record<string, string>> = {
  resize: "Resized",
  suspend: "Suspended",
  start: "Started",
  restart: "Restarted",
  add_replica: "Added",
  remove: "Removed",
};
