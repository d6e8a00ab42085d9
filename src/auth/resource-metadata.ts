import { oauthScope } from "./oauth-scopes.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** Where the RFC 9728 document of a resource stands: the well-known name goes between its host and its path. */
export function metadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname.replace(/\/$/, "")}`;
}

/** The document, where `path` is its place; the place without the resource's path is looked at by clients too. */
export function resourceMetadata(
  path: string,
  resource: string,
  issuer: string,
): object | undefined {
  if (path !== WELL_KNOWN && path !== new URL(metadataUrl(resource)).pathname) return undefined;
  return {
    resource,
    authorization_servers: [issuer],
    // the least that is of use; more is asked for by the call that needs it
    scopes_supported: [oauthScope("read")],
    bearer_methods_supported: ["header"],
    resource_name: "neon-dba",
  };
}
