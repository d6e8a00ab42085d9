/** `server_version_num` from the `server_version` that a server reports at login: `18.4 (Debian 18.4-1)` is 180004, `19beta1` is 190000. */
export function versionNumber(reported: string): number {
  const [, major = "0", minor = "0"] = /^(\d+)(?:\.(\d+))?/.exec(reported) ?? [];
  return Number(major) * 10_000 + Number(minor);
}

/** `18.4`, without what a distribution adds. */
export function versionName(reported: string): string {
  return reported.split(" ", 1)[0] ?? reported;
}
