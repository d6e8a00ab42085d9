import { createServer } from "node:http";

/**
 * A scripted model behind the APIs of those for whom the large clients are written, on loopback at `base`. `decide` is told of each request
 * what a model sees: the `tools` that it is offered, what the client has `shown` of the last result, and `prompt`, the whole of what it is sent.
 * It returns the next call as `{ name, args }`, or undefined to say that it is done.
 */
export async function openModel(decide) {
  // clients tell calls apart by it
  let number = 0;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url, "http://model").pathname;
    const api = apis.find(({ paths }) => paths.test(path));
    if (request.method !== "POST" || api === undefined) {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    const prompt = Buffer.concat(chunks).toString() || "{}";
    const body = JSON.parse(prompt);
    const tools = api.tools(body);
    const next = decide({ tools, shown: api.shown(body), prompt });
    // clients put a prefix of theirs before the name, or a namespace beside it
    const tool = next && tools.find(({ name }) => name.endsWith(next.name));
    api.answer({
      response,
      body,
      path,
      number: ++number,
      call: tool && { ...tool, args: next.args },
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close(),
  };
}

/** The model as OpenCode is told of one, called `scripted/scripted`. */
export const openCodeProvider = (base) => ({
  scripted: {
    npm: "@ai-sdk/openai-compatible",
    options: { baseURL: `${base}/v1`, apiKey: "none" },
    models: { scripted: { name: "scripted", tool_call: true } },
  },
});

const json = (response, value) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

function stream(response, events) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const [name, data] of events)
    response.write(`${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`);
  response.end();
}

const words = (content) =>
  typeof content === "string"
    ? content
    : (content ?? []).map((part) => part.text ?? JSON.stringify(part)).join("\n");

const anthropic = {
  paths: /\/v1\/messages(\/count_tokens)?$/,
  tools: ({ tools = [] }) => tools.map(({ name }) => ({ name })),
  shown({ messages = [] }) {
    const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
    const result = parts.findLast(({ type }) => type === "tool_result");
    return result && words(result.content);
  },
  answer({ response, body, path, number, call }) {
    if (path.endsWith("count_tokens")) return json(response, { input_tokens: 1 });
    const block = call
      ? { type: "tool_use", id: `toolu_${number}`, name: call.name, input: call.args }
      : { type: "text", text: "done" };
    const stop_reason = call ? "tool_use" : "end_turn";
    const message = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    if (!body.stream) return json(response, { ...message, content: [block], stop_reason });
    const begun = call ? { ...block, input: {} } : { ...block, text: "" };
    const delta = call
      ? { type: "input_json_delta", partial_json: JSON.stringify(call.args) }
      : { type: "text_delta", text: block.text };
    const events = [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: begun },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: 1 },
      },
      { type: "message_stop" },
    ];
    stream(
      response,
      events.map((event) => [event.type, JSON.stringify(event)]),
    );
  },
};

const responses = {
  paths: /\/responses$/,
  tools: ({ tools = [] }) =>
    tools.flatMap(({ type, name, tools: inner = [] }) =>
      type === "namespace"
        ? inner.map((tool) => ({ name: tool.name, namespace: name }))
        : [{ name: name ?? type }],
    ),
  shown({ input = [] }) {
    const result = input.findLast(({ type }) => type === "function_call_output");
    return result && words(result.output);
  },
  answer({ response, number, call }) {
    const item = call
      ? {
          type: "function_call",
          id: `fc_${number}`,
          call_id: `call_${number}`,
          name: call.name,
          ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
          arguments: JSON.stringify(call.args),
          status: "completed",
        }
      : {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "done", annotations: [] }],
        };
    const whole = {
      id: "resp_1",
      object: "response",
      status: "completed",
      output: [item],
      usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    };
    const events = [
      { type: "response.created", response: { ...whole, status: "in_progress", output: [] } },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: whole },
    ];
    stream(
      response,
      events.map((event) => [event.type, JSON.stringify(event)]),
    );
  },
};

const chat = {
  paths: /\/chat\/completions$/,
  tools: ({ tools = [] }) => tools.map((tool) => ({ name: tool.function.name })),
  shown({ messages = [] }) {
    const result = messages.findLast(({ role }) => role === "tool");
    return result && words(result.content);
  },
  answer({ response, body, number, call }) {
    const delta = call
      ? {
          role: "assistant",
          tool_calls: [
            {
              index: 0,
              id: `call_${number}`,
              type: "function",
              function: { name: call.name, arguments: JSON.stringify(call.args) },
            },
          ],
        }
      : { role: "assistant", content: "done" };
    const finish_reason = call ? "tool_calls" : "stop";
    const common = { id: "chat_1", created: 1, model: body.model };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    if (!body.stream) {
      const choices = [{ index: 0, message: delta, finish_reason }];
      return json(response, { ...common, object: "chat.completion", choices, usage });
    }
    const chunk = (choice, rest = {}) =>
      JSON.stringify({
        ...common,
        object: "chat.completion.chunk",
        choices: [{ index: 0, ...choice }],
        ...rest,
      });
    stream(response, [
      [undefined, chunk({ delta, finish_reason: null })],
      [undefined, chunk({ delta: {}, finish_reason }, { usage })],
      [undefined, "[DONE]"],
    ]);
  },
};

const gemini = {
  paths: /:(streamG|g)enerateContent$/,
  tools: ({ tools = [] }) =>
    tools.flatMap(({ functionDeclarations = [] }) =>
      functionDeclarations.map(({ name }) => ({ name })),
    ),
  shown({ contents = [] }) {
    const parts = contents.flatMap(({ parts: each = [] }) => each);
    const result = parts.findLast(({ functionResponse }) => functionResponse !== undefined);
    const answer = result?.functionResponse.response;
    return answer && (answer.output ?? answer.error ?? JSON.stringify(answer));
  },
  answer({ response, path, call }) {
    const part = call ? { functionCall: { name: call.name, args: call.args } } : { text: "done" };
    const value = {
      candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    };
    if (path.includes(":stream")) stream(response, [[undefined, JSON.stringify(value)]]);
    else json(response, value);
  },
};

const apis = [anthropic, responses, chat, gemini];
