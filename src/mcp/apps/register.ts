import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { once } from "../../core/once.ts";
import type { Tool } from "../../core/tool.ts";
import { page } from "./page.ts";
import { type Picture, pictures, pictureUri } from "./pictures.ts";

/** MCP Apps: https://github.com/modelcontextprotocol/ext-apps, specification 2026-01-26. */
export const appsExtension = "io.modelcontextprotocol/ui";
const mimeType = "text/html;profile=mcp-app";

/** A page changes with the version of the server and with nothing else. */
const cacheHint = { ttlMs: 3_600_000, cacheScope: "public" } as const;

/** No origin at all, said rather than left out. */
const noOrigins = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };

/** The pages of the pictures that the tools name, as `ui://` resources. A page is made when it is first read. */
export function registerPictures(server: McpServer, tools: readonly Tool[]): void {
  const named = pictures.filter(({ name }) => tools.some(({ picture }) => picture === name));
  for (const picture of named) registerPicture(server, picture);
}

const pages = new Map(pictures.map((picture) => [picture.name, once(async () => page(picture))]));

function registerPicture(server: McpServer, { name, title, description }: Picture): void {
  server.registerResource(
    `${name}-picture`,
    pictureUri(name),
    { title, description, mimeType, cacheHint },
    async (uri) => {
      const text = (await pages.get(name)?.()) ?? "";
      const meta = { ui: { csp: noOrigins, prefersBorder: true } };
      return { contents: [{ uri: uri.href, mimeType, text, _meta: meta }] };
    },
  );
}

/** What tells a host that a tool's result can be drawn. Other hosts skip it, and models never see it. */
export function pictureMeta({ picture }: Tool): Record<string, unknown> | undefined {
  return picture === undefined ? undefined : { ui: { resourceUri: pictureUri(picture) } };
}

/** Whether the client says that it shows pages. */
export function showsPages(ctx: ServerContext, server: McpServer): boolean {
  const envelope = ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities = (envelope?.[CLIENT_CAPABILITIES_META_KEY] ??
    server.server.getClientCapabilities()) as
    | { readonly extensions?: Record<string, { readonly mimeTypes?: unknown } | undefined> }
    | undefined;
  const types = capabilities?.extensions?.[appsExtension]?.mimeTypes;
  return Array.isArray(types) && types.includes(mimeType);
}
