import { quoteIdentifier } from "../../sql/quote.ts";
import type { Permission } from "../intent.ts";
import { verbs } from "../resolved.ts";
import type { ResolvedTable, Verb } from "../resolved.ts";
import { condition, whoseTenant } from "./condition.ts";
import { keyOf, live, visible } from "./deleted.ts";
import type { Ground } from "./ground.ts";
import { policyName } from "./names.ts";
import type { Piece } from "./piece.ts";
import { policyPiece } from "./policy.ts";
import type { WantedPolicy } from "./policy.ts";

/**
 * The policies of one table: for each command what is permitted, a restrictive guard that no permissive policy of anybody's gets round,
 * what is marked deleted, and a policy of its own for each role of administration.
 */
export function policiesOf(ground: Ground, said: ResolvedTable): Piece[] {
  const { adminRoles } = ground.intent;
  return [
    ...tenantGuards(ground, said),
    ...deletedGuards(ground, said),
    ...verbs.flatMap((verb) => permissive(ground, said, verb)),
    ...adminRoles.map((role): WantedPolicy => ({
      name: policyName(role, "all"),
      command: "all",
      permissive: true,
      role: quoteIdentifier(role),
      using: "true",
      check: "true",
    })),
  ].map((wanted) => policyPiece(said.table, wanted));
}

function permissive(ground: Ground, said: ResolvedTable, verb: Verb): WantedPolicy[] {
  const allowed = said.allow[verb];
  if (allowed.length === 0) return [];
  const test = anyOf(allowed.map((permission) => condition(ground, said, permission)));
  return [{ ...applicationPolicy(ground, verb, verb), permissive: true, ...clauses(verb, test) }];
}

const anyOf = (tests: readonly string[]): string =>
  [...new Set(tests)].map((test, _at, all) => (all.length === 1 ? test : `(${test})`)).join(" or ");

function applicationPolicy(
  { intent }: Ground,
  command: WantedPolicy["command"],
  purpose: string,
): Pick<WantedPolicy, "name" | "command" | "role"> {
  const { applicationRole: role } = intent;
  return { name: policyName(role, purpose), command, role: quoteIdentifier(role) };
}

function clauses(
  command: WantedPolicy["command"],
  test: string,
): Pick<WantedPolicy, "using" | "check"> {
  return {
    using: command === "insert" ? null : test,
    check: ["select", "delete"].includes(command) ? null : test,
  };
}

/** Whether every permission for the verb is about the row's tenant. */
const guarded = ({ tenant, allow }: ResolvedTable, verb: Verb): boolean =>
  tenant !== null && allow[verb].length > 0 && !allow[verb].includes("anyone" satisfies Permission);

/**
 * Owners alone may, and the tenant is an ancestor's: what is permitted says both already, and a guard by the ancestors would have to
 * know those of other users.
 */
const ownersAlone = ({ tenant, allow }: ResolvedTable): boolean =>
  tenant !== null &&
  tenant.steps.length > 0 &&
  verbs.every((verb) => allow[verb].every((permission) => permission === "owner"));

/** One for all commands where all of them hang on the tenant; where the rows are public to some, one for each of the others. */
function tenantGuards(ground: Ground, said: ResolvedTable): WantedPolicy[] {
  const guardedVerbs = verbs.filter((verb) => guarded(said, verb));
  if (guardedVerbs.length === 0 || ownersAlone(said)) return [];
  const test = whoseTenant(ground, said);
  const open = verbs.some((verb) => said.allow[verb].length > 0 && !guarded(said, verb));
  const commands = open ? guardedVerbs : (["all"] as const);
  return commands.map((command) => ({
    ...applicationPolicy(ground, command, open ? `tenant_${command}` : "tenant"),
    permissive: false,
    ...clauses(command, test),
    why: "Whatever other policies let through, it stays in the tenant.",
  }));
}

/** Rows that are marked deleted; that a row becomes one is not their matter. */
function deletedGuards(ground: Ground, said: ResolvedTable): WantedPolicy[] {
  const { deleted, allow } = said;
  if (deleted === null) return [];
  const tests = { select: visible(ground, said), update: live(deleted), delete: live(deleted) };
  const whys = {
    select:
      keyOf(said) === undefined
        ? "Marked rows are not seen."
        : "Marked rows are not seen; the row that an UPDATE is marking passes.",
    update: "Marked rows stay as they are.",
    delete: "Marked rows stay where they are.",
  };
  return (["select", "update", "delete"] as const)
    .filter((verb) => allow[verb].length > 0)
    .map((verb) => ({
      ...applicationPolicy(ground, verb, `live_${verb}`),
      permissive: false,
      using: tests[verb],
      check: verb === "update" ? "true" : null,
      why: whys[verb],
    }));
}
