import type { IncomingMessage, ServerResponse } from "node:http";
import type { Principal } from "../auth/principal.ts";

/** A path that is answered besides MCP. The Origin of the request has been checked, and its Host unless it is a health check. */
export interface Route {
  readonly path: string;
  /** Answered without authentication: metadata, and what a load balancer asks. */
  readonly isOpen: boolean;
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    principal?: Principal,
  ): void | Promise<void>;
}
