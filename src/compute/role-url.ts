import type { Address } from "../core/address.ts";

/** A connection string for environment files. `require` of a Neon host checks the certificate, as all of Neon's do. */
export function urlOf(address: Address): string {
  const { user, password = "", host, port, database, ssl = "disable", channelBinding } = address;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const at = host.startsWith("/") ? "" : host.includes(":") ? `[${host}]` : host;
  const options = new URLSearchParams({
    ...(host.startsWith("/") ? { host } : {}),
    ...(ssl === "disable" ? {} : { sslmode: ssl }),
    ...(channelBinding === true ? { channel_binding: "require" } : {}),
    ...(address.options === undefined ? {} : { options: address.options }),
  });
  const query = options.size === 0 ? "" : `?${options.toString()}`;
  return `postgresql://${login}@${at}${port === 5432 ? "" : `:${port}`}/${encodeURIComponent(database)}${query}`;
}

/** The login that a connection string of ours holds; undefined where it is none. */
export function loginOf(text: string | undefined): { user: string; password: string } | undefined {
  if (text === undefined || !/^postgres(?:ql)?:\/\//.test(text)) return undefined;
  try {
    const { username, password } = new URL(text);
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}
