import * as z from "zod";
import {
  ComputeView,
  computeText,
  computeView,
  sizeText,
  suspendText,
} from "../../src/core/compute.ts";
import { ProjectView } from "../../src/core/branch.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/compute/list.ts"));

export const listComputes = defineTool({
  name: "list_computes",
  title: "List computes",
  description: "Sizes, states, sessions, prices of computes.",
  effect: "read",
  input: z.object({ project: z.string().optional(), branch: z.string().optional() }),
  output: z.object({
    project: ProjectView,
    computes: z.array(
      ComputeView.extend({
        max_connections: z.number().describe("Measured where it runs."),
        sessions: z.number().optional().describe("Now; absent where it does not run."),
        in_transaction: z.number().optional(),
        usd_per_hour: z.tuple([z.number(), z.number()]).describe("While it runs."),
        odd: z.array(z.string()),
      }),
    ),
    prices: z.object({ plan: z.string(), assumed: z.boolean(), as_of: z.string() }).optional(),
  }),
  untrusted: ["project", "computes"],
  lists: ["computes"],

  async run(input, deps, call) {
    const { project, computes } = await (await implementation()).listComputes(input, deps, call);
    const { plan, assumed, as_of } = computes[0]?.price ?? {};
    return {
      project: { id: project.id, name: project.name },
      computes: computes.map(({ compute, sessions, price, maxConnections, odd }) => ({
        ...computeView(compute),
        max_connections: maxConnections,
        ...(sessions === undefined
          ? {}
          : { sessions: sessions.total, in_transaction: sessions.inTransaction }),
        usd_per_hour: [price.per_hour[0], price.per_hour[1]] as [number, number],
        odd: [...odd],
      })),
      ...(plan === undefined || assumed === undefined || as_of === undefined
        ? {}
        : { prices: { plan, assumed, as_of } }),
    };
  },

  render({ project, computes, prices }) {
    const lines = computes.flatMap((each) => {
      const [least, most] = each.usd_per_hour;
      const words = [
        `${each.disabled ? "disabled, " : ""}${each.state}${each.since === undefined ? "" : ` since ${each.since}`}`,
        sizeText(each),
        suspendText(each.suspend_seconds),
        `max_connections ${each.max_connections}`,
        ...(each.sessions === undefined
          ? []
          : [
              `${each.sessions === 1 ? "1 session" : `${each.sessions} sessions`}${each.in_transaction === 0 ? "" : ` (${each.in_transaction} in a transaction)`}`,
            ]),
        `$${least}${least === most ? "" : ` to $${most}`}/h`,
      ];
      const name = each.name === undefined ? "" : ` (${identifier(each.name)})`;
      return [
        `${computeText(each)}${name}: ${words.join(", ")}`,
        ...each.odd.map((odd) => `  ${odd}`),
      ];
    });
    const source =
      prices === undefined
        ? ""
        : `Prices while running: ${prices.plan} plan${prices.assumed ? ", assumed: Neon did not tell the plan" : ""}, as of ${prices.as_of}.`;
    return {
      head: `${computes.length} ${computes.length === 1 ? "compute" : "computes"} in project ${identifier(project.name)}.`,
      data: lines.join("\n"),
      next: source,
    };
  },
});
