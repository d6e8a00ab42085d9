import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallToolResult,
  type McpServer,
  type ServerContext,
  fromJsonSchema,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { audio, image } from "./media.ts";

type Content = CallToolResult["content"][number];

/** Tools for each kind of content, of message beside a result, and of schema. */
export function registerContentFixtures(server: McpServer): void {
  for (const [name, content] of Object.entries(contents))
    server.registerTool(name, { description: "Kinds of content.", inputSchema: none }, () => ({
      content: [...content],
    }));

  server.registerTool("test_error_handling", { description: "Fails.", inputSchema: none }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  server.registerTool(
    "test_tool_with_logging",
    { description: "Logs three messages.", inputSchema: none },
    async (_args, ctx) => {
      for (const said of ["started", "processing data", "completed"]) {
        const words = said === "processing data" ? said : `execution ${said}`;
        await ctx.mcpReq.log("info", `Tool ${words}`);
        await sleep(50);
      }
      return { content: [text("Logged three messages.")] };
    },
  );
  server.registerTool(
    "test_logging_tool",
    { description: "Logs.", inputSchema: none },
    async (_args, ctx) => {
      await ctx.mcpReq.log("info", "This is only sent to those who asked for messages.");
      return { content: [text("Logged.")] };
    },
  );
  server.registerTool(
    "test_tool_with_progress",
    { description: "Tells of its progress.", inputSchema: none },
    async (_args, ctx) => {
      for (const progress of [0, 50, 100]) {
        await tell(ctx, progress);
        await sleep(50);
      }
      return { content: [text("Told of the progress three times.")] };
    },
  );
  server.registerTool(
    "test_x_mcp_header",
    {
      description: "Has an argument that is a header too.",
      inputSchema: fromJsonSchema<{ region: string }>(regional),
    },
    ({ region }) => ({ content: [text(`The region is ${region}.`)] }),
  );
  server.registerTool(
    "json_schema_2020_12_tool",
    {
      description: "Has every keyword of a schema.",
      inputSchema: fromJsonSchema<Record<string, unknown>>(contact),
    },
    (args) => ({ content: [text(JSON.stringify(args))] }),
  );
}

const none = z.object({});

const text = (words: string): Content => ({ type: "text", text: words });
const picture: Content = { type: "image", data: image, mimeType: "image/png" };

const contents: Readonly<Record<string, readonly Content[]>> = {
  test_simple_text: [text("This is a simple text response for testing.")],
  test_image_content: [picture],
  test_audio_content: [{ type: "audio", data: audio, mimeType: "audio/wav" }],
  test_embedded_resource: [
    {
      type: "resource",
      resource: {
        uri: "test://embedded-resource",
        mimeType: "text/plain",
        text: "This is an embedded resource content.",
      },
    },
  ],
  test_multiple_content_types: [
    text("Multiple content types test:"),
    picture,
    {
      type: "resource",
      resource: {
        uri: "test://mixed-content-resource",
        mimeType: "application/json",
        text: JSON.stringify({ test: "data", value: 123 }),
      },
    },
  ],
};

async function tell({ mcpReq }: ServerContext, progress: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total: 100 };
  await mcpReq.notify({ method: "notifications/progress", params });
}

/** SEP-2243 */
const regional = {
  type: "object",
  properties: { region: { type: "string", "x-mcp-header": "Region" } },
  required: ["region"],
} as const;

/** Every keyword of the 2020-12 dialect that a schema of a tool may lose on its way. */
const contact = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
} as const;
