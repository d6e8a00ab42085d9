import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/health/end/end.ts"));

export const endSessions = defineTool({
  name: "end_sessions",
  title: "End sessions",
  description: "Stop sessions' statements, or the sessions.",
  effect: "destroy",
  input: z.object({
    pids: z.array(z.int().positive()).min(1).max(50).describe("From check_health"),
    stop: z.enum(["statement", "session"]).default("statement"),
    target: KnownTarget.optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    target: Target,
    ended: z.array(
      z.object({
        pid: z.number(),
        outcome: z.enum(["ended", "gone", "still there"]),
        application: z.string(),
        role: z.string().nullable(),
      }),
    ),
    waited: z.number().describe("Sessions that waited for them before."),
    waiting: z.number().describe("That still do."),
  }),
  untrusted: ["ended"],

  async run({ pids, stop, target }, deps, call) {
    const { endSessions: end } = await implementation();
    const { session, ended, waited, waiting } = await end({ pids, stop, target }, deps, call);
    return {
      target: session,
      ended: ended.map(({ session: { pid, application, role }, outcome }) => ({
        pid,
        outcome,
        application,
        role,
      })),
      waited,
      waiting,
    };
  },

  render({ ended, waited, waiting }) {
    const count = (outcome: string): number =>
      ended.filter((one) => one.outcome === outcome).length;
    const [done, gone, left] = [count("ended"), count("gone"), count("still there")];
    const head = [
      `${done} of ${ended.length} ended (measured).`,
      gone === 0 ? "" : `${gone} had gone on before, and were left alone.`,
      left === 0 ? "" : `${left} were asked to and are still there.`,
      waited === 0 ? "" : `Sessions that wait for them: ${waited} before, ${waiting} now.`,
    ];
    return {
      head: head.filter(Boolean).join(" "),
      data: ended
        .map(
          ({ pid, outcome, application, role }) =>
            `pid ${pid} (${application}, ${role ?? "role not shown"}): ${outcome}`,
        )
        .join("\n"),
      next:
        left === 0
          ? "Call check_health for what is left."
          : 'Where a statement goes on, call again with stop: "session"; where a session does, it is cleaning up: call check_health in a moment.',
    };
  },
});
