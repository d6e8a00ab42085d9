import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Address, Ssl } from "../../../../src/core/address.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { explain } from "../../../../src/connection/test/explain.ts";
import { SILENT, StageError } from "../../../../src/connection/test/probe.ts";
import { type Tried, tryWay } from "../../../../src/connection/test/ways.ts";
import type { Home } from "../../../../src/embedded/home.ts";
import { findInstallation } from "../../../../src/embedded/installation.ts";
import { type Cluster, startCluster, temporaryHome } from "../../../helpers/cluster.ts";
import { testDatabase } from "../../../helpers/postgres.ts";

const { signal } = new AbortController();
const direct = (address: Address): Promise<Tried> =>
  tryWay({ kind: "direct", address }, { wasSuspended: false, signal });

type Serve = (socket: Socket) => void;

/** A server that does something else than Postgres would with each client. */
async function listening(serve: Serve): Promise<AsyncDisposable & { at(ssl: Ssl): Address }> {
  const server = createServer(serve);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => {});
    sockets.add(socket);
  });
  const { port } = server.address() as AddressInfo;
  return {
    at: (ssl) => ({
      host: "127.0.0.1",
      port,
      database: "d",
      user: "u",
      password: "secret",
      ssl,
    }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** Refuses encryption and then says what a server says. */
const saying =
  (...answers: readonly Uint8Array[]): Serve =>
  (socket) => {
    const left = [...answers];
    socket.on("data", () => {
      const answer = left.shift();
      if (answer !== undefined) socket.write(answer);
    });
  };
const reset: Serve = (socket) => {
  socket.resetAndDestroy();
};
const closed: Serve = (socket) => {
  socket.once("data", () => socket.destroy());
};
const fatal = (code: string, message: string): Buffer => {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

describe("what is no Postgres, or none that answers", () => {
  test.each([
    ["reset", "disable", reset],
    ["reset", "require", closed],
    ["tls_refused", "require", saying(Buffer.from("N"))],
    ["not_postgres", "prefer", saying(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))],
    ["tls", "require", saying(Buffer.from("S"), Buffer.from("no TLS at all"))],
    ["starting", "disable", saying(fatal("57P03", "the database system is starting up"))],
  ] as const)("%s with sslmode %s", async (code, ssl, serve) => {
    await using server = await listening(serve);
    const { ok, error } = await direct(server.at(ssl));
    expect(ok).toBe(false);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  test("silence is told by the step in which it falls, not awaited", async () => {
    await using mute = await listening(() => {});
    const [atTls, atLogin] = await Promise.all([
      direct(mute.at("require")),
      direct(mute.at("disable")),
    ]);
    expect(atTls.error).toMatchObject({
      code: "timeout",
      cause: expect.stringContaining("nothing answers on it"),
    });
    expect(atLogin.error).toMatchObject({
      code: "timeout",
      cause: expect.stringContaining("does not go on with the login"),
    });
  });

  test("nothing listens, no such name, and a port that a firewall holds shut", async () => {
    const nobody = await listening(() => {});
    const address = nobody.at("disable");
    await nobody[Symbol.asyncDispose]();
    expect((await direct(address)).error).toMatchObject({ code: "refused" });
    const unknown = { ...address, host: "no-such-host.invalid" };
    expect((await direct(unknown)).error).toMatchObject({ code: "dns" });
    const dropped = new StageError("tcp", new Error(SILENT));
    expect(explain(dropped, address)).toMatchObject({ code: "port_blocked" });
  });

  test("a call that is cancelled is no finding", async () => {
    await using mute = await listening(() => {});
    const stopped = AbortSignal.timeout(50);
    await expect(
      tryWay(
        { kind: "direct", address: mute.at("require") },
        { wasSuspended: false, signal: stopped },
      ),
    ).rejects.toThrow("timeout");
  });
});

/** The words of Neon's proxy that no local server says: proxy/src/auth/mod.rs, control_plane/errors.rs and messages.rs. */
test.each([
  [
    "quota",
    "Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.",
  ],
  ["sni_mismatch", "Inconsistent project name inferred from SNI ('a') and project option ('b')."],
  [
    "busy",
    "Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.",
  ],
  ["busy", "Control plane request failed"],
  ["too_many", "Too many connections to this endpoint. Please try again later."],
  [
    "pooler_parameter",
    "unsupported startup parameter in options: statement_timeout. Please use unpooled connection",
  ],
  ["ip_not_allowed", "This connection is trying to access this endpoint from a blocked network."],
  ["starting", "Couldn't connect to compute node"],
] as const)("%s: %s", async (code, message) => {
  await using proxy = await listening(saying(fatal("08P01", message)));
  expect((await direct(proxy.at("disable"))).error).toMatchObject({ code });
});

describe("a Postgres that lets nobody in", () => {
  test("wrong password, no such role, no such database, no login, no right to connect", async () => {
    await using database = await testDatabase();
    const right = addressFromUrl(database.url);
    const role = `nologin_${right.user}`;
    await database.runAsSuperuser(
      `create role ${role} password 'p'; create role ${role}_out login password 'p';
       revoke connect on database ${database.name} from public`,
    );
    try {
      const codes = async (change: Partial<Address>) =>
        (await direct({ ...right, ...change })).error?.code;
      expect(await codes({})).toBeUndefined();
      expect(await codes({ password: "wrong" })).toBe("password");
      expect(await codes({ user: "nobody" })).toBe("password");
      expect(await codes({ database: "nowhere" })).toBe("database_missing");
      expect(await codes({ user: role, password: "p" })).toBe("role_without_login");
      expect(await codes({ user: `${role}_out`, password: "p" })).toBe("no_connect_privilege");
      await database.runAsSuperuser(
        `alter role ${role}_out connection limit 0; grant connect on database ${database.name} to ${role}_out`,
      );
      expect(await codes({ user: `${role}_out`, password: "p" })).toBe("too_many");
    } finally {
      await database.runAsSuperuser(
        `revoke connect on database ${database.name} from ${role}_out; drop role ${role}, ${role}_out`,
      );
    }
  });
});

const program = "openssl";
const hasOpenssl = spawnSync(program, ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("a Postgres with TLS and few connections", () => {
  let cluster: Cluster;
  let ca = "";
  let at: Address;
  beforeAll(async () => {
    const home = temporaryHome();
    const folder = mkdtempSync(join(tmpdir(), "neon-dba-tls-"));
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost";
    const kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    spawnSync(program, `${kind} ${subject} -keyout ${key} -out ${certificate}`.split(" "));
    ca = readFileSync(certificate, "utf8");
    const files = place(home, { key: readFileSync(key, "utf8"), certificate: ca });
    cluster = await startCluster(home, await findInstallation(home), {
      ssl: "on",
      ssl_key_file: files.key,
      ssl_cert_file: files.certificate,
      max_connections: "5",
      superuser_reserved_connections: "0",
      max_wal_senders: "0",
    });
    at = { ...addressFromUrl(cluster.url), host: "localhost" };
  });
  afterAll(() => cluster?.stop());

  test("encrypted, with the certificate judged and channel binding offered", async () => {
    const { ok, tls } = await direct({ ...at, ssl: "require" });
    expect(ok).toBe(true);
    expect(tls).toMatchObject({
      version: "TLSv1.3",
      certificate: "DEPTH_ZERO_SELF_SIGNED_CERT",
      channel_binding: true,
    });
    expect(Date.parse(tls.expires ?? "")).toBeGreaterThan(Date.now());
    const known = await direct({ ...at, ssl: "verify-full", ca });
    expect([known.ok, known.tls.certificate]).toEqual([true, "trusted"]);
  });

  test("a certificate that proves nothing, or another host", async () => {
    expect((await direct({ ...at, ssl: "verify-full" })).error).toMatchObject({
      code: "certificate",
    });
    const other = await direct({ ...at, host: "127.0.0.1", ssl: "verify-full", ca });
    expect(other.error).toMatchObject({ code: "certificate" });
    expect(other.tls.certificate).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  test("too many clients", async () => {
    const held: pg.Client[] = [];
    try {
      for (let full = false; !full;) {
        const client = new pg.Client({ connectionString: cluster.url });
        client.on("error", () => {});
        await client.connect().then(
          () => held.push(client),
          () => (full = true),
        );
      }
      expect((await direct({ ...at, ssl: "prefer" })).error).toMatchObject({ code: "too_many" });
    } finally {
      await Promise.all(held.map((client) => client.end()));
    }
  });
});

/** Where the server's user may read them. */
function place({ path: folder, account }: Home, files: { key: string; certificate: string }) {
  const key = join(folder, "server.key");
  const certificate = join(folder, "server.crt");
  writeFileSync(key, files.key, { mode: 0o600 });
  writeFileSync(certificate, files.certificate, { mode: 0o644 });
  if (account !== undefined) chownSync(key, account.uid, account.gid);
  return { key, certificate };
}
