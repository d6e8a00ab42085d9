import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
  inputRequired,
  inputResponse,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { ToolError } from "../core/errors.ts";
import { oneLine } from "../core/identifier.ts";
import type { Redactor } from "../core/redact.ts";
import type { Call, Confirmation } from "../core/tool.ts";
import type { Agreement, OnAgreed } from "./around.ts";
import { type Binding, type Ledger, digestOf, mintToken, redeemToken } from "./confirmation.ts";
import { sealState } from "./request-state.ts";

/** How a destructive call is agreed to; `never` carries it out without asking, for scripts. */
export type ConfirmMode = "elicit" | "token" | "never";

/** Ends a call with a question to the person behind the client instead of a result. */
export class Question {
  readonly answer: ReturnType<typeof inputRequired>;
  constructor(answer: ReturnType<typeof inputRequired>) {
    this.answer = answer;
  }
}

export interface CallContext {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly principal: string;
  readonly mode: ConfirmMode;
  readonly ledger: Ledger;
  readonly redact: Redactor;
  /** Who wants to know of agreements before anything changes. */
  readonly onAgreed?: Iterable<OnAgreed>;
}

/** The call of an MCP client: progress and cancellation by the protocol, confirmation by elicitation where the client has it. */
export function protocolCall(context: CallContext, ctx: ServerContext, server: McpServer): Call {
  return {
    signal: ctx.mcpReq.signal,
    progress: progressTo(ctx, context.redact),
    confirm: (confirmation) => confirm(context, confirmation, { ctx, server }),
  };
}

/** The call of a shell or script: no client to ask, so the token is the only way. */
export function shellCall(context: CallContext, signal: AbortSignal): Call {
  return { signal, progress: () => {}, confirm: (confirmation) => confirm(context, confirmation) };
}

/** Nothing is fenced there: a message is one line, in which every name is seen whole. */
function progressTo(ctx: ServerContext, redact: Redactor): Call["progress"] {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let last = -Infinity;
  return (done, message, total) => {
    // the protocol wants rising numbers; a client may drop the connection on others
    if (done <= last) return;
    last = done;
    const params = {
      progressToken,
      progress: done,
      message: redact.text(oneLine(message)),
      ...(total === undefined ? {} : { total }),
    };
    // a client that has gone cannot be told; the call itself ends by its signal
    ctx.mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

interface Client {
  readonly ctx: ServerContext;
  readonly server: McpServer;
}

async function confirm(
  context: CallContext,
  { summary, plan }: Confirmation,
  client?: Client,
): Promise<void> {
  const { confirm_token: token, ...args } = context.args;
  const binding: Binding = { tool: context.tool, args, plan, principal: context.principal };
  if (context.mode === "never") return agreed(context, "not asked", plan);
  if (client && canElicit(client)) {
    await elicit(context.ledger, binding, context.redact.text(summary), client.ctx);
    return agreed(context, "elicited", plan);
  }
  if (context.mode === "elicit")
    throw new ToolError(
      "CONFIRMATION_REQUIRED",
      `${summary} The operator has this confirmed by a person through the client (\`--confirm elicit\`), and this client cannot ask.`,
      "Use a client with elicitation, or have the operator run the statement.",
    );
  if (typeof token === "string") {
    await redeemToken(context.ledger, token, binding);
    return agreed(context, "token", plan);
  }
  throw new ToolError(
    "CONFIRMATION_REQUIRED",
    `${summary} Nothing was changed yet.`,
    `Ask the user; if they agree, repeat the same call with confirm_token="${await mintToken(context.ledger, binding)}" (valid once, for ten minutes).`,
  );
}

async function agreed(
  { ledger, onAgreed = [] }: CallContext,
  how: Agreement["how"],
  plan: unknown,
): Promise<void> {
  const listeners = [...onAgreed];
  if (listeners.length === 0) return;
  const digest = await digestOf(ledger, plan);
  for (const listener of listeners) listener({ how, plan: digest });
}

const Consent = z.object({ confirm: z.boolean().describe("Carry it out") });

async function elicit(
  ledger: Ledger,
  binding: Binding,
  summary: string,
  ctx: ServerContext,
): Promise<void> {
  const response = inputResponse(ctx.mcpReq.inputResponses, "confirm");
  const state = ctx.mcpReq.requestState<string>();
  if (response.kind !== "elicit" || state === undefined)
    throw new Question(
      inputRequired({
        inputRequests: {
          confirm: inputRequired.elicit({ message: summary, requestedSchema: Consent }),
        },
        requestState: await sealState(
          { ledger, principal: binding.principal },
          await mintToken(ledger, binding),
        ),
      }),
    );
  const agreed =
    response.action === "accept" && Consent.safeParse(response.content).data?.confirm === true;
  // what Claude Code answers by itself where it runs without a person
  if (response.action === "cancel")
    throw new ToolError(
      "CANCELLED",
      "The client closed the question without an answer. Nothing was changed.",
      "Ask the user. A client that runs without a person cannot agree; then the operator carries it out.",
    );
  if (!agreed)
    throw new ToolError(
      "CANCELLED",
      "The user did not agree. Nothing was changed.",
      "Ask the user what to do instead.",
    );
  await redeemToken(ledger, state, binding);
}

/** Asked before eliciting: with a client that cannot answer, the SDK fails the request and the model never sees why. */
function canElicit({ ctx, server }: Client): boolean {
  const envelope = ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities =
    envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  const elicitation = (capabilities as { elicitation?: Record<string, unknown> } | undefined)
    ?.elicitation;
  return (
    elicitation !== undefined && ("form" in elicitation || Object.keys(elicitation).length === 0)
  );
}
