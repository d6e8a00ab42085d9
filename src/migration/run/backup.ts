import type { Deps } from "../../core/deps.ts";
import type { Plan } from "../../core/migration.ts";
import type { Branch, Neon } from "../../core/neon.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";

const LIFETIME_MS = 7 * 86_400_000;
const NAME_LENGTH = 60;

export interface Backup {
  readonly branch: string;
  readonly expires_at?: string;
}

/** How the target is brought back as a whole, should everything else fail. */
export interface BackupPlan {
  /** In the question to the user. */
  readonly sentence: string;
  /** Undefined where there is nothing to make. */
  make?(call: Pick<Call, "signal" | "progress">): Promise<Backup>;
}

/** A branch without compute of the target's branch, for seven days, unless there are no branches or one was made already. */
export async function planBackup(
  wanted: "branch" | "none",
  { plan, on, target, made }: Place,
  deps: Pick<Deps, "neon">,
  signal: AbortSignal,
): Promise<BackupPlan> {
  if (on.deployment === "url")
    return { sentence: "DATABASE_URL has no branches, so there is no backup." };
  if (made !== null) return { sentence: `Branch \`${made}\` holds what was there before.` };
  if (wanted === "none") return { sentence: "No backup is made, as was asked for." };
  const neon = await deps.neon("write");
  const parent = await neon.branch(target, signal);
  const name = backupName(plan.name, new Date());
  return {
    sentence: `Before that, branch \`${name}\` is made as a backup, for seven days.`,
    make: (call) => makeBackup(neon, parent, name, call),
  };
}

interface Place {
  readonly plan: Pick<Plan, "name">;
  readonly on: Target;
  readonly target: TargetInput;
  /** The backup of an earlier call for this plan. */
  readonly made: string | null;
}

async function makeBackup(
  neon: Neon,
  parent: Branch,
  name: string,
  call: Pick<Call, "signal" | "progress">,
): Promise<Backup> {
  const expiresAt = new Date(Math.ceil((Date.now() + LIFETIME_MS) / 1000) * 1000);
  const { branch } = await neon.createBranch(
    { name, parent, kind: "data", expiresAt, compute: "none" },
    call,
  );
  return {
    branch: branch.name,
    ...(branch.expiresAt === undefined ? {} : { expires_at: branch.expiresAt }),
  };
}

/** `before-add-due-date-20261121T093000Z`. */
function backupName(plan: string, now: Date): string {
  const words = plan.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return ["before", words.slice(0, NAME_LENGTH), time].filter(Boolean).join("-");
}
