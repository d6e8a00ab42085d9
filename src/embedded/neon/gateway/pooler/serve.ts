import { randomBytes } from "node:crypto";
import { cutAtStatement } from "../cut-at-statement.ts";
import type { Opened } from "../opened.ts";
import { welcome } from "../packets.ts";
import { PooledClient } from "./pooled-client.ts";
import { refuseReplication, startVariables } from "./variables.ts";

/** Serves a client by server connections that it has for the time of a transaction each. */
export async function servePooled({ context, client, route, login }: Opened): Promise<void> {
  const { application, options, replication, ...rest } = login;
  refuseReplication(replication);
  const variables = startVariables(application, options);
  const pool = await context.pools.join(route.endpoint, { ...rest, application: "pgbouncer" });
  const key = {
    processID: randomBytes(4).readUInt32BE() >>> 1,
    secretKey: randomBytes(4).readInt32BE(),
  };
  const session = new PooledClient({
    client,
    pool,
    variables,
    largest: context.limits.messageBytes,
    begins: (type) => cutAtStatement(context, client, type),
  });
  const forget = context.sessions.add(route.endpoint, session);
  context.cancels.add(key, () => session.cancel());
  try {
    client.write(welcome(variables.over(pool.parameters), key));
    await session.run();
  } finally {
    forget();
    context.cancels.remove(key);
    context.pools.leave(pool);
  }
}
