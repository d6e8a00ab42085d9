import { isIpPattern } from "../allowed-ips.ts";
import { anything, type Check, flag, integer, list, object, optional, text } from "../api/check.ts";
import { invalid, refused } from "../api/error.ts";
import type { ProjectSettings } from "../state/types.ts";

const amount = optional(integer({ min: 0 }));

const ipPattern: Check<string> = (value, path) => {
  const pattern = text({ min: 1 })(value, path);
  if (!isIpPattern(pattern))
    throw invalid(`${path} has to be an IP address, a range of addresses or a CIDR block`);
  return pattern;
};

/** `ProjectSettingsData` of the API; what has no meaning here is taken and forgotten. */
export const settingsShape = object({
  quota: optional(
    object({
      active_time_seconds: amount,
      compute_time_seconds: amount,
      written_data_bytes: amount,
      data_transfer_bytes: amount,
      logical_size_bytes: amount,
    }),
  ),
  allowed_ips: optional(
    object({ ips: optional(list(ipPattern)), protected_branches_only: optional(flag) }),
  ),
  enable_logical_replication: optional(flag),
  maintenance_window: anything,
  block_public_connections: anything,
  block_vpc_connections: anything,
  audit_log_level: anything,
  hipaa: anything,
  preload_libraries: anything,
});

/** What is given, and the rest as before. Throws 422 where logical replication would be switched off again. */
export function settingsFrom(
  given: Partial<ReturnType<typeof settingsShape>>,
  before: ProjectSettings = {},
): ProjectSettings {
  const { quota, allowed_ips: ips, enable_logical_replication: logical } = given;
  if (logical === false && before.enable_logical_replication === true)
    throw refused("logical replication cannot be disabled once it was enabled");
  return {
    ...before,
    ...(quota === undefined ? {} : { quota: { ...before.quota, ...quota } }),
    ...(ips === undefined
      ? {}
      : {
          allowed_ips: {
            ips: ips.ips ?? before.allowed_ips?.ips ?? [],
            protected_branches_only:
              ips.protected_branches_only ?? before.allowed_ips?.protected_branches_only ?? false,
          },
        }),
    ...(logical === undefined ? {} : { enable_logical_replication: logical }),
  };
}
