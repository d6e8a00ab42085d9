/** What a request gets that is not let in. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as OAuth writes its errors (RFC 6750). */
  readonly body: { readonly error: string; readonly error_description: string };
}

export interface Challenge {
  /** Absent where the request brought nothing to judge: RFC 6750 3.1 wants no error code then. */
  readonly error?: "invalid_token" | "insufficient_scope";
  readonly description: string;
  /** URL of the RFC 9728 document, where there is an authorization server. */
  readonly metadata: string | undefined;
  /** Scopes to ask an authorization server for. */
  readonly scope?: string;
}

/** 401, or 403 where the token is good but holds too little. */
export function challenge({ error, description, metadata, scope }: Challenge): Refusal {
  const parameters = Object.entries({
    ...(metadata === undefined ? { realm: "neon-dba" } : {}),
    ...(error === undefined ? {} : { error, error_description: description }),
    ...(metadata === undefined ? {} : { scope, resource_metadata: metadata }),
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]));
  return {
    status: error === "insufficient_scope" ? 403 : 401,
    headers: { "www-authenticate": `Bearer ${parameters.join(", ")}` },
    body: { error: error ?? "unauthorized", error_description: description },
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
