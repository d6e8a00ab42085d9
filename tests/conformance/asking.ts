import {
  type CallToolResult,
  type CreateMessageRequestParams,
  type ElicitRequestFormParams,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
  inputRequired,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { type Seal, sealState } from "../../src/mcp/request-state.ts";
import { defaults, enums } from "./forms.ts";

type Properties = ElicitRequestFormParams["requestedSchema"]["properties"];
type Requests = NonNullable<Parameters<typeof inputRequired>[0]["inputRequests"]>;

const description = "Asks the client.";

/** Tools and a prompt that ask the client before they answer: a form, its model, its roots, several of them, in one round or in several. */
export function registerAskingFixtures(server: McpServer, seal: Seal): void {
  const tool = (name: string, ask: Requests, stateful = false): void => {
    server.registerTool(name, { description, inputSchema: z.object({}) }, async (_args, ctx) => {
      if (answered(ctx, ask)) return said(`Completed: ${answers(ctx)}`);
      return inputRequired({
        inputRequests: ask,
        ...(stateful ? { requestState: await sealState(seal, "1") } : {}),
      });
    });
  };
  const prefix = "test_input_required_result";
  const name = form("What is your name?", { name: { type: "string" } });
  const confirm = form("Please confirm", { ok: { type: "boolean" } });
  const capital = model("What is the capital of France?");
  tool(`${prefix}_elicitation`, { user_name: name });
  tool(`${prefix}_sampling`, { capital_question: capital });
  tool(`${prefix}_list_roots`, { client_roots: inputRequired.listRoots() });
  tool(`${prefix}_request_state`, { confirm }, true);
  tool(`${prefix}_tampered_state`, { confirm }, true);
  tool(
    `${prefix}_multiple_inputs`,
    {
      user_name: name,
      greeting: model("Generate a greeting", 50),
      client_roots: inputRequired.listRoots(),
    },
    true,
  );
  tool("test_missing_capability", { question: capital });
  tool("test_streaming_elicitation", { user_name: name });
  tool("test_elicitation_sep1034_defaults", { form: form("Check the defaults", defaults) });
  tool("test_elicitation_sep1330_enums", { form: form("Choose", enums) });

  const can = { description, inputSchema: z.object({}) };
  server.registerTool(`${prefix}_capabilities`, can, (_args, ctx) =>
    askWhatItCan(ctx, { user_name: name, capital_question: capital }),
  );
  registerRounds(server, seal, `${prefix}_multi_round`);
  registerWithWords(server);
  server.registerPrompt(`${prefix}_prompt`, {}, (ctx) => {
    const ask = {
      user_context: form("What context should the prompt use?", { context: { type: "string" } }),
    };
    if (!answered(ctx, ask)) return inputRequired({ inputRequests: ask });
    const text = `With this context: ${answers(ctx)}`;
    return { messages: [{ role: "user", content: { type: "text", text } }] };
  });
}

/** A state that tells the round: a name, then a colour. */
function registerRounds(server: McpServer, seal: Seal, name: string): void {
  const rounds: readonly Requests[] = [
    { step1: form("Step 1: What is your name?", { name: { type: "string" } }) },
    { step2: form("Step 2: What is your favorite color?", { color: { type: "string" } }) },
  ];
  server.registerTool(name, { description, inputSchema: z.object({}) }, async (_args, ctx) => {
    const round = Number(ctx.mcpReq.requestState<string>() ?? "0");
    const asked = rounds[round - 1];
    const next = asked === undefined || answered(ctx, asked) ? round : round - 1;
    const ask = rounds[next];
    if (ask === undefined) return said(`Completed: ${answers(ctx)}`);
    return inputRequired({
      inputRequests: ask,
      requestState: await sealState(seal, String(next + 1)),
    });
  });
}

/** The two whose question is the caller's. */
function registerWithWords(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description, inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, ctx) => {
      const ask = { reply: model(prompt) };
      return answered(ctx, ask)
        ? said(`LLM response: ${answers(ctx)}`)
        : inputRequired({ inputRequests: ask });
    },
  );
  server.registerTool(
    "test_elicitation",
    { description, inputSchema: z.object({ message: z.string() }) },
    ({ message }, ctx) => {
      const ask = {
        reply: form(message, {
          username: { type: "string", description: "User's response" },
          email: { type: "string", description: "User's email address" },
        }),
      };
      return answered(ctx, ask)
        ? said(`User response: ${answers(ctx)}`)
        : inputRequired({ inputRequests: ask });
    },
  );
}

/** Asks only for what the client has said that it can do. */
function askWhatItCan(
  ctx: ServerContext,
  ask: { readonly user_name: Requests[string]; readonly capital_question: Requests[string] },
): CallToolResult | InputRequiredResult {
  const { elicitation, sampling } = (ctx.mcpReq.envelope as Envelope | undefined)?.[
    "io.modelcontextprotocol/clientCapabilities"
  ] ?? { elicitation: undefined, sampling: undefined };
  const can: Requests = {
    ...(elicitation === undefined ? {} : { user_name: ask.user_name }),
    ...(sampling === undefined ? {} : { capital_question: ask.capital_question }),
  };
  return answered(ctx, can)
    ? said(`Completed: ${answers(ctx)}`)
    : inputRequired({ inputRequests: can });
}

interface Envelope {
  readonly "io.modelcontextprotocol/clientCapabilities"?: {
    readonly elicitation?: object;
    readonly sampling?: object;
  };
}

function form(message: string, properties: Properties): Requests[string] {
  const required = Object.keys(properties).filter((key) => !("default" in (properties[key] ?? {})));
  return inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties, required },
  });
}

function model(text: string, maxTokens = 100): Requests[string] {
  const messages: CreateMessageRequestParams["messages"] = [
    { role: "user", content: { type: "text", text } },
  ];
  return inputRequired.createMessage({ messages, maxTokens });
}

const said = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });

/** Whether there is an answer of the right kind to each question. */
function answered({ mcpReq }: ServerContext, ask: Requests): boolean {
  const given: Readonly<Record<string, unknown>> = mcpReq.inputResponses ?? {};
  return Object.keys(ask).every((key) => {
    const answer = given[key];
    return (
      typeof answer === "object" &&
      answer !== null &&
      ["action", "content", "roots"].some((field) => field in answer)
    );
  });
}

/** As the suite reads them: `action=accept, content={...}` for a form, the words of a model, the rest as JSON. */
function answers({ mcpReq }: ServerContext): string {
  return Object.values(mcpReq.inputResponses ?? {})
    .map((answer) => {
      const { action, content } = answer as { action?: string; content?: unknown };
      if (action !== undefined) return `action=${action}, content=${JSON.stringify(content ?? {})}`;
      const { text } = (content ?? {}) as { text?: string };
      return text ?? JSON.stringify(answer);
    })
    .join("; ");
}
