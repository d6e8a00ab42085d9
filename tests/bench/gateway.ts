import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { neon, neonConfig, Client } from "@neondatabase/serverless";
import pg from "pg";
import WebSocket from "ws";
import { findInstallation } from "../../src/embedded/installation.ts";
import { Faults } from "../../src/embedded/neon/faults.ts";
import { createGateway } from "../../src/embedded/neon/gateway/create-gateway.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { median, print, quantile, timed } from "./figures.ts";

/**
 * `select 1` by pg over TCP to Postgres itself, and through the gateway by the serverless driver: WebSocket to the direct and to the
 * pooled host, SQL over HTTP; in turn. `npx tsx tests/bench/gateway.ts [N]`.
 */
const rounds = Number(process.argv[2] ?? 2000);
const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const port = Number(new URL(cluster.url).port);
const gateway = createGateway({
  faults: new Faults(),
  route: async (host) => ({ endpoint: "ep-bench", pooled: host.includes("-pooler"), port }),
});
const server = createServer((request, response) => void gateway.sql(request, response));
server.on("upgrade", (request, socket, head) => gateway.upgrade(request, socket, head));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
neonConfig.fetchEndpoint = `http://${at}/sql`;
neonConfig.wsProxy = at;
neonConfig.useSecureWebSocket = false;
neonConfig.webSocketConstructor = WebSocket;

const urlOf = (host: string): string => {
  const url = new URL(cluster.url);
  url.host = `${host}.neon.localhost`;
  return url.href;
};
const tcp = new pg.Client({ connectionString: cluster.url });
const direct = new Client(urlOf("ep-bench"));
const pooled = new Client(urlOf("ep-bench-pooler"));
const sql = neon(urlOf("ep-bench"));
await Promise.all([tcp.connect(), direct.connect(), pooled.connect()]);

const contenders: Record<string, () => Promise<unknown>> = {
  "pg over TCP, no gateway": () => tcp.query("select 1"),
  "WebSocket, direct": () => direct.query("select 1"),
  "WebSocket, pooled": () => pooled.query("select 1"),
  "SQL over HTTP": () => sql.query("select 1"),
};
const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = -200; round < rounds; round++)
  for (const [name, call] of Object.entries(contenders)) {
    const { ms } = await timed(call);
    if (round >= 0) samples[name]?.push(ms);
  }
print(
  `select 1, ${rounds} rounds in turn (ms)`,
  Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [
      name,
      { p50: median(values), p99: quantile(values, 0.99) },
    ]),
  ),
);
const logins = { direct: urlOf("ep-bench"), pooled: urlOf("ep-bench-pooler") };
const times: Record<string, number[]> = { direct: [], pooled: [] };
for (let round = 0; round < 50; round++)
  for (const [name, url] of Object.entries(logins)) {
    const client = new Client(url);
    const { ms } = await timed(async () => {
      await client.connect();
      await client.query("select 1");
    });
    times[name]?.push(ms);
    await client.end();
  }
print(
  "login and select 1 over WebSocket, 50 in turn (ms)",
  Object.fromEntries(
    Object.entries(times).map(([name, values]) => [
      name,
      { p50: median(values), p99: quantile(values, 0.99) },
    ]),
  ),
);
await Promise.all([tcp.end(), direct.end(), pooled.end()]);
await gateway.close();
server.closeAllConnections();
server.close();
await cluster.stop();
