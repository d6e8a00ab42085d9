/** @import { ToolResult } from "./host.js" */

/**
 * What the server put beside the result for this page alone.
 * @param {ToolResult} result
 * @returns {unknown}
 */
export function pictureOf({ _meta: meta = {}, isError }) {
  const given = /** @type {{ shown?: unknown } | undefined} */ (meta["neon-dba/picture"]);
  return isError ? undefined : given?.shown;
}
