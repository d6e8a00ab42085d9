import type { Admitted } from "../auth/authenticate.ts";
import { missingScope } from "../auth/missing-scope.ts";
import type { Principal } from "../auth/principal.ts";
import type { Refusal } from "../auth/refusal.ts";
import type { Access } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Redactor } from "../core/redact.ts";
import { refusal } from "../mcp/answer.ts";
import type { Around } from "../mcp/around.ts";
import type { ServerConfig } from "../mcp/server.ts";

/**
 * Refuses calls whose caller lacks the scope. The tools are listed all the same, whoever asks: what is not seen cannot be asked another
 * token for, and the list stays one that may be cached for everyone.
 */
export const permit =
  ({ scopes }: Principal, most: Access, redact: Redactor): Around =>
  async (calling, run) => {
    try {
      const missing = await missingScope(calling, scopes, most);
      if (missing !== undefined) throw lacking(calling.tool.name, [...scopes].at(-1), missing);
    } catch (error) {
      if (error instanceof ToolError) return refusal(error, redact);
      throw error;
    }
    return run();
  };

const lacking = (tool: string, held: string | undefined, missing: string): ToolError =>
  new ToolError(
    "PERMISSION",
    `This call of ${tool} needs the scope ${missing}; the caller's token holds ${held ?? "none"}.`,
    `Tell the user what you would do; it takes a token with the scope ${missing}.`,
  );

interface StepUpOptions {
  readonly config: Pick<ServerConfig, "tools" | "deps">;
  /** What may be done here whatever the token. */
  readonly most: Access;
}

/**
 * The answer that has the client fetch a token with more scopes (403 insufficient_scope) for a call that lacks one; undefined where it may
 * go on, or where there is no other token to be had and the call itself is refused instead.
 */
export async function stepUp(
  { principal, stepUp: challenge }: Admitted,
  { config: { tools, deps }, most }: StepUpOptions,
  body: object,
): Promise<Refusal | undefined> {
  const { method, params } = body as { method?: unknown; params?: Record<string, unknown> };
  const tool = tools.find(({ name }) => name === params?.["name"]);
  if (challenge === undefined || method !== "tools/call" || tool === undefined) return undefined;
  const args = (params?.["arguments"] ?? {}) as Record<string, unknown>;
  const signal = AbortSignal.timeout(LIMIT_MS);
  // what cannot be found is the call's to say
  const missing = await missingScope({ tool, args, deps, signal }, principal.scopes, most).catch(
    (error: unknown) => {
      if (error instanceof ToolError) return undefined;
      throw error;
    },
  );
  return missing === undefined ? undefined : challenge(missing);
}

const LIMIT_MS = 10_000;
