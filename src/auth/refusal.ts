/** What a request gets that is not let in. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as OAuth writes its errors (RFC 6750). */
  readonly body: { readonly error: string; readonly error_description: string };
  /** What of the caller is not in order; absent where nobody looked at him, or nobody could. */
  readonly reason?: Reason;
}

export type Reason = "missing" | "invalid" | "expired" | "scope";

export interface Challenge {
  readonly reason: Reason;
  readonly description: string;
  /** URL of the RFC 9728 document, where there is an authorization server. */
  readonly metadata: string | undefined;
  /** Scopes to ask an authorization server for. */
  readonly scope?: string;
}

/** RFC 6750 3.1; it wants no error code where the request brought nothing to judge. */
const errors = {
  missing: undefined,
  invalid: "invalid_token",
  expired: "invalid_token",
  scope: "insufficient_scope",
} as const;

/** 401, or 403 where the token is good but holds too little. */
export function challenge({ reason, description, metadata, scope }: Challenge): Refusal {
  const error = errors[reason];
  const parameters = Object.entries({
    ...(metadata === undefined ? { realm: "neon-dba" } : {}),
    ...(error === undefined ? {} : { error, error_description: description }),
    ...(metadata === undefined ? {} : { scope, resource_metadata: metadata }),
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]));
  return {
    status: reason === "scope" ? 403 : 401,
    headers: { "www-authenticate": `Bearer ${parameters.join(", ")}` },
    body: { error: error ?? "unauthorized", error_description: description },
    reason,
  };
}

export const badRequest = (description: string): Refusal => ({
  status: 400,
  headers: {},
  body: { error: "invalid_request", error_description: description },
});

/** Nobody can be judged for now; it is no fault of the token. */
export const unavailable = (description: string): Refusal => ({
  status: 503,
  headers: { "retry-after": "5" },
  body: { error: "temporarily_unavailable", error_description: description },
});
