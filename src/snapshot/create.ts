import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { PLANS, PRICES_AS_OF } from "../core/neon-facts.ts";
import { planFor } from "../core/plan.ts";
import { parseLifetime } from "./lifetime.ts";
import { roomLeft } from "./list.ts";
import { snapshotPrice } from "./price.ts";
import type { Given, Managed } from "./request.ts";

/** Makes a snapshot of a branch's present, or of a moment of its past. */
export async function createSnapshot({ request, project, neon, call }: Given): Promise<Managed> {
  const { name, at, expires_in: lifetime } = request;
  const seconds = lifetime === undefined ? undefined : parseLifetime(lifetime);
  const branch = await neon.branch({ project: project.id, branch: request.branch }, call.signal);
  const [all, plan] = await Promise.all([
    neon.manage.snapshots.all(project.id, call.signal),
    planFor(neon, project.id, call.signal),
  ]);
  if (name !== undefined && all.some((each) => each.name === name))
    throw new ToolError(
      "INVALID_INPUT",
      `There is already a snapshot \`${identifier(name)}\`.`,
      "Give another `name`, or none: then one is made up.",
    );
  if (plan !== undefined && roomLeft(all, plan) === 0)
    throw new ToolError(
      "LIMIT",
      `The ${plan} plan has room for ${PLANS[plan].snapshotsManualMost} snapshots made by hand (as of ${PRICES_AS_OF}), and there are as many.`,
      'Delete one with `action` "delete", or make them by `action` "schedule", which does not count.',
    );
  const expiresAt =
    seconds === undefined ? undefined : new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000);
  const made = await neon.manage.snapshots.create(branch, { name, at, expiresAt }, call);
  return {
    snapshots: [made],
    branches: new Map([[branch.id, branch.name]]),
    plan,
    ...(made.bytes === undefined ? {} : { price: snapshotPrice(made.bytes, plan) }),
    left: roomLeft([made, ...all], plan),
  };
}
