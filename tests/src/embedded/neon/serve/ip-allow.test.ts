import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebSocketStream, WebSocket } from "ws";
import { type LocalNeon, localNeon, ownerAddress } from "../../../../helpers/local-neon.ts";

const ALLOWED = "127.0.0.2";
const REFUSED = /This IP address 127\.0\.0\.1 is not allowed to connect to this endpoint\./;
let neon: LocalNeon;
let url = "";

beforeAll(async () => {
  neon = await localNeon();
  const [project] = (await neon.api.listProjects({})).data.projects;
  const named = { database_name: "neondb", role_name: "neondb_owner" };
  const { data } = await neon.api.getConnectionUri({ projectId: project?.id ?? "", ...named });
  url = data.uri;
  await neon.api.updateProject(project?.id ?? "", {
    project: { settings: { allowed_ips: { ips: [ALLOWED] } } },
  });
});
afterAll(() => neon[Symbol.asyncDispose]());

type Way = (from: string) => Promise<string>;

/** The driver on a stream that is connected already, from an address of ours. */
async function ask(stream: Duplex): Promise<string> {
  const given = Object.assign(stream, {
    connect: () => queueMicrotask(() => stream.emit("connect")),
    setNoDelay() {},
    setKeepAlive() {},
    ref() {},
    unref() {},
  });
  const config = { ...(await ownerAddress(neon)), ssl: false, stream: () => given };
  const client = new pg.Client(config as unknown as pg.ClientConfig);
  client.on("error", () => {});
  try {
    await client.connect();
    return String((await client.query<{ one: number }>("select 1 as one")).rows[0]?.one);
  } catch (error) {
    return String(error);
  } finally {
    stream.destroy();
  }
}

const tcp: Way = async (from) => {
  const socket = connect({ port: neon.port, host: "127.0.0.1", localAddress: from });
  await once(socket, "connect");
  return ask(socket);
};

const webSocket: Way = async (from) => {
  const address = `address=${new URL(url).hostname}:5432`;
  const socket = new WebSocket(`ws://127.0.0.1:${new URL(neon.origin).port}/v2?${address}`, {
    localAddress: from,
  });
  await once(socket, "open");
  return ask(createWebSocketStream(socket));
};

const http: Way = (from) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ query: "select 1 as one", params: [] });
    const sent = request(
      `${neon.origin}/sql`,
      {
        method: "POST",
        localAddress: from,
        headers: { "neon-connection-string": url, "content-length": body.length },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => {
          const answer = JSON.parse(text) as { message?: string; rows?: { one: number }[] };
          resolve(
            response.statusCode === 200
              ? String(answer.rows?.[0]?.one)
              : `${response.statusCode} ${answer.message}`,
          );
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

test("Postgres over TCP", async () => {
  expect(await tcp(ALLOWED)).toBe("1");
  expect(await tcp("127.0.0.1")).toMatch(REFUSED);
});

test("Postgres over WebSocket", async () => {
  expect(await webSocket(ALLOWED)).toBe("1");
  expect(await webSocket("127.0.0.1")).toMatch(REFUSED);
});

test("SQL over HTTP", async () => {
  expect(await http(ALLOWED)).toBe("1");
  const refused = await http("127.0.0.1");
  expect(refused).toMatch(REFUSED);
  expect(refused).toMatch(/^400 /);
});
