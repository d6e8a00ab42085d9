import type { Server as HttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import type { Home } from "../../home.ts";
import type { Installation } from "../../installation.ts";
import { createControlPlane } from "../control/control-plane.ts";
import { createEngine } from "../create-engine.ts";
import { Faults } from "../faults.ts";
import { createGateway } from "../gateway/create-gateway.ts";
import { Activity } from "./activity.ts";
import { createHttpServer } from "./http.ts";
import { homeKey } from "./key.ts";
import type { Log } from "./log.ts";
import { neonFolder } from "./serving.ts";
import type { Served } from "./serving.ts";

/** The parts put together, listening. */
export interface OpenNeon {
  readonly served: Served;
  /** Milliseconds without use. */
  idleFor(): number;
  /** Takes no more requests, cuts what clients have open, suspends every compute. */
  close(): Promise<void>;
}

/** Opens the local Neon of the home. Only who holds the claim may call this. */
export async function openNeon(
  home: Home,
  installation: Installation,
  log: Log,
): Promise<OpenNeon> {
  const root = neonFolder(home);
  const faults = new Faults();
  const key = homeKey(home);
  const engine = createEngine({ root, home, installation, faults, log });
  const control = await createControlPlane({ root, engine, faults, log });
  const gateway = createGateway({ route: control.route, faults });
  control.onDisconnect = (endpoint) => gateway.disconnect(endpoint);
  const activity = new Activity(() => gateway.clients > 0 || control.busy);
  const http = createHttpServer({ key, control, gateway, faults, activity, log });
  const tcp = createServer((socket) => {
    activity.touch();
    gateway.tcp(socket);
  });
  const origin = `http://127.0.0.1:${await listen(http)}`;
  const port = await listen(tcp);
  return {
    served: { pid: process.pid, origin, apiUrl: `${origin}/api/v2`, key, port },
    idleFor: () => activity.idleFor(),
    async close() {
      tcp.close();
      http.close();
      await gateway.close();
      await control.close();
      (http as HttpServer).closeAllConnections();
      await engine.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
  });
}
