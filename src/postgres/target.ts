import type { Address } from "../core/address.ts";
import type { Target } from "../core/target.ts";
import { versionName } from "./version.ts";

/** What a pool is for. */
export type Origin = Pick<Target, "deployment"> & {
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
};

/** What a session is on. `reported` is the server's version as it reports it. */
export function targetOf(
  { deployment, project, branch }: Origin,
  { database, user }: Address,
  role: string | undefined,
  reported: string,
): Target {
  return {
    deployment,
    ...(project === undefined ? {} : { project }),
    ...(branch === undefined ? {} : { branch }),
    database,
    role: role ?? user,
    postgres: versionName(reported),
  };
}
