import { type McpServer, ResourceTemplate, completable } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Seal } from "../../src/mcp/request-state.ts";
import { registerAskingFixtures } from "./asking.ts";
import { registerContentFixtures } from "./content.ts";
import { image } from "./media.ts";

/**
 * What the conformance suite asks of a server besides the protocol: tools, prompts and resources of fixed names and words, among them kinds
 * of content and of questions that neon-dba itself has no use for. They are registered on the server that production makes.
 */
export function registerFixtures(server: McpServer, seal: Seal): void {
  server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  registerContentFixtures(server);
  registerAskingFixtures(server, seal);
  registerResourceFixtures(server);
  registerPromptFixtures(server);
}

function registerResourceFixtures(server: McpServer): void {
  const text = (name: string, uri: string, words: string): void => {
    server.registerResource(name, uri, { mimeType: "text/plain" }, (asked) => ({
      contents: [{ uri: asked.href, mimeType: "text/plain", text: words }],
    }));
  };
  text("static-text", "test://static-text", "This is the content of the static text resource.");
  text("watched-resource", "test://watched-resource", "Watched.");
  server.registerResource(
    "static-binary",
    "test://static-binary",
    { mimeType: "image/png" },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: "image/png", blob: image }] }),
  );
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { mimeType: "application/json" },
    (uri, { id }) => {
      const data = { id, templateTest: true, data: `Data for ID: ${String(id)}` };
      return {
        contents: [{ uri: uri.href, mimeType: "application/json", text: JSON.stringify(data) }],
      };
    },
  );
  for (const method of ["resources/subscribe", "resources/unsubscribe"] as const)
    server.server.setRequestHandler(method, () => ({}));
}

function registerPromptFixtures(server: McpServer): void {
  const said = (text: string) => ({
    messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
  });
  server.registerPrompt("test_simple_prompt", {}, () =>
    said("This is a simple prompt for testing."),
  );
  const argument = completable(z.string(), (typed) =>
    ["hello", "paris", "park", "world"].filter((word) => word.startsWith(typed)),
  );
  server.registerPrompt(
    "test_prompt_with_arguments",
    { argsSchema: z.object({ arg1: argument, arg2: z.string() }) },
    ({ arg1, arg2 }) => said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => {
      const resource = {
        uri,
        mimeType: "text/plain",
        text: "Embedded resource content for testing.",
      };
      const { messages } = said("Please process the embedded resource above.");
      return { messages: [{ role: "user", content: { type: "resource", resource } }, ...messages] };
    },
  );
  server.registerPrompt("test_prompt_with_image", {}, () => ({
    messages: [
      { role: "user", content: { type: "image", data: image, mimeType: "image/png" } },
      ...said("Please analyze the image above.").messages,
    ],
  }));
}
