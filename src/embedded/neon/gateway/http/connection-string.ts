import { HttpError } from "./http-error.ts";

/** What the header `Neon-Connection-String` says. */
export interface Target {
  /** `ep-….neon.localhost`, direct or pooled: for a request it makes no difference. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Reads the header as Neon's proxy does. Throws its words for what is wrong. */
export function readConnectionString(header: string | string[] | undefined): Target {
  if (typeof header !== "string")
    throw new HttpError(400, "invalid header: neon-connection-string");
  const url = parse(header);
  const database = decode(url.pathname.slice(1));
  if (database === "") throw new HttpError(400, "missing database name");
  const user = decode(url.username);
  if (user === "") throw new HttpError(400, "missing username");
  if (url.hostname === "") throw new HttpError(400, "missing hostname");
  if (url.password === "")
    throw new HttpError(400, "missing authentication credentials: required password");
  return { host: url.hostname, user, password: decode(url.password), database };
}

function parse(header: string): URL {
  const [, scheme, rest] = /^([a-z]+):(.*)$/s.exec(header) ?? [];
  if (scheme === undefined || !URL.canParse(`http:${rest}`))
    throw new HttpError(400, "invalid connection string: relative URL without a base");
  if (scheme !== "postgres" && scheme !== "postgresql")
    throw new HttpError(400, "incorrect scheme");
  return new URL(`http:${rest}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, "invalid connection string: stray percent sign");
  }
}
