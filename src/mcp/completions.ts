import type { Deps } from "../core/deps.ts";
import type { Neon } from "../core/neon.ts";

/** What may be completed wherever it is an argument: of a prompt, or in the address of a resource. */
export type Completed = "project" | "branch" | "database" | "role";

/** The names that begin with what was typed; `given` are the arguments that are filled in already. */
export type Complete = (
  typed: string,
  given?: Readonly<Record<string, string | undefined>>,
) => Promise<string[]>;

export type Completions = Readonly<Record<Completed, Complete>>;

const LISTED = 100;
/** Who types does not wait. */
const LIMIT_MS = 5_000;

/** Names from the Neon that is served. One that does not answer completes nothing. */
export function neonCompletions(deps: Deps): Completions {
  const complete =
    (
      names: (neon: Neon, given: Given, signal: AbortSignal) => Promise<readonly string[]>,
    ): Complete =>
    async (typed, given = {}) => {
      const signal = AbortSignal.timeout(LIMIT_MS);
      try {
        const found = await names(await deps.neon("read"), given, signal);
        return startingWith(typed, found);
      } catch {
        return [];
      }
    };
  return {
    project: complete(async (neon, _, signal) =>
      (await neon.projects(signal)).map(({ name }) => name),
    ),
    branch: complete(async (neon, { project }, signal) =>
      (await neon.branches(project, signal)).map(({ name }) => name),
    ),
    database: complete(async (neon, given, signal) =>
      neon.databases(await neon.branch(named(given), signal), signal),
    ),
    role: complete(async (neon, given, signal) =>
      neon.roles(await neon.branch(named(given), signal), signal),
    ),
  };
}

type Given = Readonly<Record<string, string | undefined>>;

const named = ({ project, branch }: Given): { project?: string; branch?: string } => ({
  ...(project ? { project } : {}),
  ...(branch ? { branch } : {}),
});

export function startingWith(typed: string, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(typed)).slice(0, LISTED);
}
