import type { Duplex } from "node:stream";
import { sendCancel } from "./cancels.ts";
import type { Context } from "./context.ts";
import { cutAtStatement } from "./cut-at-statement.ts";
import { Direct } from "./direct.ts";
import { logIn, takeSocket } from "./login.ts";
import { readOptions, type Options } from "./options.ts";
import type { Opened } from "./opened.ts";
import { errorResponse, negotiateVersion, welcome } from "./packets.ts";
import { servePooled } from "./pooler/serve.ts";
import { asProxyError, ProxyError } from "./proxy-error.ts";
import { goodbye } from "./streams.ts";
import { askPassword, readStartup } from "./startup.ts";

/** Whereto a client wants, where more than the startup packet says it, and its address. */
interface From {
  readonly host: string | undefined;
  readonly peer: string | undefined;
}

/**
 * Serves a client that speaks Postgres, over whatever stream: login at the proxy, then at the compute as the same user,
 * then what the host asks for, a backend of its own or the pooler. Never rejects; returns when the client is gone.
 */
export async function serveConnection(
  context: Context,
  client: Duplex,
  { host, peer }: From,
): Promise<void> {
  client.on("error", () => {});
  const late = setTimeout(() => client.destroy(), context.limits.loginMs);
  try {
    if (context.faults.take("connection", ({ when }) => when === "open"))
      return void client.destroy();
    const opened = await open(context, client, { host, peer });
    clearTimeout(late);
    if (opened !== undefined) await (opened.route.pooled ? servePooled : serveDirect)(opened);
  } catch (error) {
    if (!client.destroyed) client.write(errorResponse(asProxyError(error)));
  } finally {
    clearTimeout(late);
    goodbye(client);
    // What still comes is of no interest.
    client.resume();
  }
}

async function open(
  context: Context,
  client: Duplex,
  { host, peer }: From,
): Promise<Opened | undefined> {
  const startup = await readStartup(client);
  if (startup.kind === "cancel") {
    await context.cancels.cancel(startup.key);
    return undefined;
  }
  const { parameters, negotiate } = startup;
  if (negotiate !== undefined) client.write(negotiateVersion(negotiate));
  const user = parameters.get("user") ?? "";
  if (user === "")
    throw new ProxyError("28000", "no PostgreSQL user name specified in startup packet");
  const options = readOptions(parameters.get("options"));
  const answer = await askPassword(client);
  const { endpoint, password } = whereTo(host, options, answer);
  const route = await context.route(endpoint, peer);
  const [application, replication] = ["application_name", "replication"].map((name) =>
    parameters.get(name),
  );
  const login = {
    port: route.port,
    user,
    password,
    database: parameters.get("database") ?? user,
    ...(application === undefined ? {} : { application }),
    ...(replication === undefined ? {} : { replication }),
    ...(options.rest === undefined ? {} : { options: options.rest }),
  };
  return { context, client, route, login };
}

const NO_ENDPOINT =
  "Endpoint ID is not specified. Either please upgrade the postgres client library (libpq) for SNI support or pass the endpoint ID (first part of the domain name) as a parameter: '?options=endpoint%3D<endpoint-id>'. See more at https://neon.tech/sni";

/** The host's first label, the endpoint in `options`, or one before the password: `endpoint=ep-…;password`. */
function whereTo(
  host: string | undefined,
  options: Options,
  answer: string,
): { readonly endpoint: string; readonly password: string } {
  const endpoint = host ?? options.endpoint;
  if (endpoint !== undefined) return { endpoint, password: answer };
  const [, named, password] = /^(?:endpoint|project)=([\w-]+)[;$](.*)$/s.exec(answer) ?? [];
  if (named === undefined || password === undefined) throw new ProxyError("08P01", NO_ENDPOINT);
  return { endpoint: named, password };
}

/** A backend of its own. */
async function serveDirect({ context, client, route, login }: Opened): Promise<void> {
  const server = await logIn(login);
  const { key } = server;
  const socket = takeSocket(server);
  const session = new Direct(client, socket, (type) => cutAtStatement(context, client, type));
  const forget = context.sessions.add(route.endpoint, session);
  context.cancels.add(key, () => sendCancel(login.port, key));
  try {
    client.write(welcome(server.parameters, key));
    await session.run();
  } finally {
    forget();
    context.cancels.remove(key);
    socket.destroy();
  }
}
