import { bytesText } from "../core/bytes.ts";
import type { Deps } from "../core/deps.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { children } from "./family.ts";
import { writtenOn } from "./written.ts";

export interface Loss {
  /** Verb and object: `Reset branch`. */
  readonly action: string;
  readonly branch: Branch;
  /** Every branch of the project, as it is now. */
  readonly all: readonly Branch[];
  /** Branches that go, too. */
  readonly also: readonly Branch[];
  /** What becomes of what is on it now. */
  readonly effect: string;
}

/**
 * Asks before a branch that others stand on, that is protected, or that is the default one is changed as a whole. The agreement holds
 * for the branches as they are: one more child, and it is void.
 */
export async function confirmLoss(loss: Loss, deps: Deps, call: Call): Promise<void> {
  const { branch, all, also } = loss;
  const below = children(branch, all);
  if (!branch.isDefault && !branch.isProtected && below.length === 0) return;
  call.progress(0, "Looking at what would be lost");
  const sentences = [
    `${loss.action} \`${identifier(branch.name)}\`${traits(branch)} of project \`${identifier(branch.project.name)}\`.`,
    loss.effect,
    ...(also.length === 0 ? [] : [`With it go ${names(also)}.`]),
    ...(also.length === 0 && below.length > 0 ? [`Made of it: ${names(below)}.`] : []),
    await writtenOn(branch, deps, call.signal),
  ];
  await call.confirm({
    summary: sentences.join(" "),
    plan: {
      branch: branch.id,
      default: branch.isDefault,
      protected: branch.isProtected,
      below: below.map(({ id }) => id).toSorted(),
      also: also.map(({ id }) => id).toSorted(),
    },
  });
}

function traits({ isDefault, isProtected, bytes }: Branch): string {
  const words = [
    ...(isDefault ? ["the default branch"] : []),
    ...(isProtected ? ["protected"] : []),
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
  ];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

const NAMED = 10;

function names(branches: readonly Branch[]): string {
  const named = branches.slice(0, NAMED).map(({ name }) => `\`${identifier(name)}\``);
  const rest = branches.length > NAMED ? ` and ${branches.length - NAMED} more branches` : "";
  return `${named.join(", ")}${rest}`;
}
