import type { Answer } from "../../mcp/answer.ts";
import type { Calling } from "../../mcp/around.ts";

/** Ids that Neon gave, by what they are of. */
type Ids = Readonly<Record<string, unknown>>;

interface Result {
  /** The id in a field of the tool's structured result, or in the first element of a list there. */
  readonly id: (field: string) => unknown;
  readonly args: Calling["args"];
}

/** The tools that make something which has an id, and where their results say it. */
const makers: Readonly<Record<string, (result: Result) => Ids>> = {
  configure_compute: ({ id, args: { action } }) =>
    action === "add_replica" ? { compute: id("compute") } : {},
  create_branch: ({ id }) => ({ branch: id("branch"), compute: id("endpoint") }),
  create_project: ({ id }) => ({ project: id("project") }),
  manage_snapshot({ id, args: { action, in_place: inPlace } }) {
    if (action === "create") return { snapshot: id("snapshots") };
    return inPlace === true ? { branch: id("kept") } : { branch: id("branch") };
  },
  // what was there before is kept as another branch
  reset_branch: ({ id }) => ({ branch: id("kept") }),
  restore_branch: ({ id }) => ({ branch: id("kept") }),
};

/**
 * What a call has made, by ids: names are other people's words. Empty where it made nothing that has an id; roles, databases and what is
 * inside a database have none.
 */
export async function madeBy(calling: Calling, { structured }: Answer): Promise<object> {
  const { tool, args } = calling;
  if (structured === undefined) return {};
  const id = (field: string): unknown => {
    const [first] = [structured[field]].flat() as readonly ({ id?: unknown } | undefined)[];
    return first?.id;
  };
  const ids = {
    ...makers[tool.name]?.({ id, args }),
    ...(tool.name === "apply_migration" ? { backup: await backupId(calling, structured) } : {}),
  };
  const made = Object.entries(ids).filter(([, value]) => isId(value));
  return made.length === 0 ? {} : { made: Object.fromEntries(made) };
}

/** Of a fixed form, so that it cannot be a sentence. */
const isId = (value: unknown): boolean => typeof value === "string" && /^[\w-]{1,64}$/.test(value);

const LIMIT_MS = 5_000;

/** The result has its name, and the name what the caller called the plan. */
async function backupId(
  { deps }: Calling,
  { backup, target }: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const { branch } = (backup ?? {}) as { branch?: unknown };
  const { project } = (target ?? {}) as { project?: unknown };
  if (typeof branch !== "string" || typeof project !== "string") return undefined;
  try {
    const neon = await deps.neon("read");
    return (await neon.branch({ project, branch }, AbortSignal.timeout(LIMIT_MS))).id;
  } catch {
    // it is done, whatever can be said of it
    return undefined;
  }
}
