import { DatabaseError } from "pg";

/** What the proxy itself, not Postgres, has to say to a client. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Neon's proxy says this where Postgres says it with double quotes. */
export function wrongPassword(user: string): ProxyError {
  return new ProxyError("28P01", `password authentication failed for user '${user}'`);
}

export function shutdown(): ProxyError {
  return new ProxyError("57P01", "terminating connection due to administrator command");
}

/** An error in the form in which it is told: Postgres's own as it is, another with our code. */
export function asProxyError(error: unknown): ProxyError | DatabaseError {
  if (error instanceof ProxyError || error instanceof DatabaseError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // A socket's error names ports of this machine, which mean nothing to a client.
  if (/^E[A-Z]+$/.test(code))
    return new ProxyError("08006", "Couldn't connect to compute node", { cause: error });
  return new ProxyError(/^[0-9A-Z]{5}$/.test(code) ? code : "XX000", message, { cause: error });
}
