/**
 * What a page wants to hear of its host.
 * @typedef {object} Listener
 * @property {(args: Record<string, unknown>) => void} onInput the arguments of the tool's call
 * @property {(result: ToolResult) => void} onResult
 * @property {(reason: string) => void} onCancelled
 */

/**
 * @typedef {object} ToolResult
 * @property {readonly { type: string, text?: string }[]} [content]
 * @property {Record<string, unknown>} [structuredContent]
 * @property {boolean} [isError]
 * @property {Record<string, unknown>} [_meta]
 */

/** @typedef {{ id?: string | number, method?: string, params?: any, result?: any }} Message */

/** The revision of MCP Apps that these pages speak. */
const protocolVersion = "2026-01-26";

/** The one request that a page makes. */
const initializeId = 1;

/**
 * Speaks with the host as MCP Apps have it: JSON-RPC 2.0 by postMessage, with the parent alone. A page asks for nothing
 * but the handshake; it tells its size, and takes the host's theme.
 * @param {string} name
 * @param {Listener} listener
 */
export function connectToHost(name, listener) {
  window.addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || typeof data !== "object" || data === null) return;
    receive(data, listener);
  });
  send({
    id: initializeId,
    method: "ui/initialize",
    params: {
      protocolVersion,
      appInfo: { name: `neon-dba ${name}`, version: "1" },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    },
  });
}

/** @param {object} message */
function send(message) {
  // the host's origin is not known to a sandboxed page, and nothing secret is said
  window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
}

/** @param {Message} message @param {Listener} listener */
function receive({ id, method, params = {}, result }, listener) {
  switch (method) {
    case undefined:
      if (id === initializeId && result !== undefined) begin(result);
      return;
    case "ui/notifications/tool-input":
      return listener.onInput(params.arguments ?? {});
    case "ui/notifications/tool-result":
      return listener.onResult(params);
    case "ui/notifications/tool-cancelled":
      return listener.onCancelled(String(params.reason ?? ""));
    case "ui/notifications/host-context-changed":
      return applyContext(params);
    case "ping":
    case "ui/resource-teardown":
      return send({ id, result: {} });
    default:
      if (id !== undefined) send({ id, error: { code: -32601, message: "Method not found" } });
  }
}

/** @param {{ hostContext?: object }} result */
function begin({ hostContext = {} }) {
  applyContext(hostContext);
  send({ method: "ui/notifications/initialized" });
  new ResizeObserver(tellSize).observe(document.documentElement);
}

/** @param {{ theme?: string, styles?: { variables?: Record<string, string | undefined> } }} context */
function applyContext({ theme, styles }) {
  const { style } = document.documentElement;
  if (theme === "light" || theme === "dark") style.colorScheme = theme;
  for (const [name, value] of Object.entries(styles?.variables ?? {}))
    if (name.startsWith("--") && value !== undefined) style.setProperty(name, value);
}

let toldHeight = 0;

function tellSize() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (height === toldHeight) return;
  toldHeight = height;
  send({ method: "ui/notifications/size-changed", params: { width: window.innerWidth, height } });
}
