import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readModel } from "../../../../../src/schema/design/read-model.ts";
import { designTables } from "../../../../../src/schema/design/design-tables.ts";
import { auth } from "../../../../data/design/auth.ts";
import { designed } from "../harness.ts";

/** As an application stores a token. */
const digest = (token: string): string =>
  `'\\x${createHash("sha256").update(token).digest("hex")}'::bytea`;

const user = "'00000000-0000-4000-8000-000000000001'";
const other = "'00000000-0000-4000-8000-000000000002'";

let on: Awaited<ReturnType<typeof designed>>;
beforeAll(async () => {
  on = await designed(auth);
  await on.database.run(
    `insert into users (id, email) values (${user}, 'a@x.org'), (${other}, 'b@x.org')`,
  );
});
afterAll(() => on[Symbol.asyncDispose]());

const rows = (sql: string): Promise<Record<string, unknown>[]> => on.database.run(sql);
const rotate = async (from: string, to: string): Promise<unknown> =>
  (
    await rows(`select outcome, user_id from rotate_refresh_token(${digest(from)}, ${digest(to)})`)
  )[0];

async function family(token: string, lifetime = "30 days"): Promise<void> {
  await rows(`with family as (
      insert into refresh_token_families (user_id, created_at, expires_at)
      values (${user}, now() - interval '1 day', now() - interval '1 day' + interval '${lifetime}') returning id)
    insert into refresh_tokens (family_id, token_digest) select id, ${digest(token)} from family`);
}

test.each([
  [
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21l$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
    "argon2id",
  ],
  ["$scrypt$ln=17,r=8,p=1$c29tZXNhbHRzb21l$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g", "scrypt"],
  [
    "$pbkdf2-sha256$i=600000$c29tZXNhbHRzb21l$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
    "pbkdf2-sha256",
  ],
  [`$2b$12$${"a".repeat(53)}`, "2b"],
])("a hash that says how it was made is stored: %s", async (hash, algorithm) => {
  const [row] = await rows(
    `insert into password_credentials (user_id, password_hash) values (${user}, '${hash}')
     on conflict (user_id) do update set password_hash = excluded.password_hash returning algorithm`,
  );
  expect(row?.["algorithm"]).toBe(algorithm);
});

test.each([
  "secret",
  createHash("md5").update("secret").digest("hex"),
  createHash("sha256").update("secret").digest("hex"),
  "$argon2id$secret",
  "$1$c29tZXNh$aGFzaGhhc2hoYXNoaGFzaA",
  "",
])("a password and a bare digest are refused: %s", async (hash) => {
  expect(
    await on.refusal(
      `insert into password_credentials (user_id, password_hash) values (${other}, '${hash}')`,
    ),
  ).toBe("23514");
});

test("an address is one however it is typed", async () => {
  expect(await on.refusal("insert into users (email) values ('A@x.org')")).toBe("23514");
  expect(await on.refusal("insert into users (email) values ('a@x.org')")).toBe("23505");
});

test("a token itself cannot be stored, its digest can", async () => {
  const insert = (token: string): string =>
    `insert into sessions (user_id, token_digest, expires_at) values (${user}, ${token}, now() + interval '1 day')`;
  expect(await on.refusal(insert("'secret-token'"))).toBe("23514");
  expect(await on.refusal(insert(digest("s1")))).toBe("");
  expect(await on.refusal(insert(digest("s1")))).toBe("23505");
});

test("a session is found until it expires or is revoked", async () => {
  const found = async (token: string): Promise<unknown> =>
    (await rows(`select find_session(${digest(token)}) as id`))[0]?.["id"];
  await rows(`insert into sessions (user_id, token_digest, created_at, expires_at) values
    (${user}, ${digest("live")}, now() - interval '2 days', now() + interval '1 day'),
    (${user}, ${digest("old")}, now() - interval '2 days', now() - interval '1 day'),
    (${user}, ${digest("revoked")}, now() - interval '2 days', now() + interval '1 day')`);
  await rows(`update sessions set revoked_at = now() where token_digest = ${digest("revoked")}`);
  expect(await found("live")).toBe(user.slice(1, -1));
  expect(await found("old")).toBeNull();
  expect(await found("revoked")).toBeNull();
  expect(await found("never")).toBeNull();
});

test("a refresh token is rotated, and one that comes back ends its family", async () => {
  await family("r1");
  expect(await rotate("r1", "r2")).toEqual({ outcome: "rotated", user_id: user.slice(1, -1) });
  expect(await rotate("r2", "r3")).toMatchObject({ outcome: "rotated" });
  expect(await rotate("r1", "stolen")).toEqual({ outcome: "reused", user_id: null });
  expect(await rotate("r3", "r4")).toEqual({ outcome: "revoked", user_id: null });
  const [revoked] = await rows(
    `select revoked_because from refresh_token_families join refresh_tokens on family_id = refresh_token_families.id where token_digest = ${digest("r1")}`,
  );
  expect(revoked).toEqual({ revoked_because: "reused" });
  expect(await rotate("never", "r5")).toEqual({ outcome: "unknown", user_id: null });
});

test("a family ends in its time", async () => {
  await family("e1", "1 hour");
  expect(await rotate("e1", "e2")).toEqual({ outcome: "expired", user_id: null });
});

test("of two who present a refresh token at the same time one is a reuse", async () => {
  await family("c1");
  const clients = [new pg.Client(on.database.url), new pg.Client(on.database.url)] as const;
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const [first, second] = clients;
    const rotateBy = async (client: pg.Client, to: string): Promise<unknown> =>
      (
        await client.query<{ outcome: string }>(
          `select outcome from rotate_refresh_token(${digest("c1")}, ${digest(to)})`,
        )
      ).rows[0]?.outcome;
    await first.query("begin");
    expect(await rotateBy(first, "c2")).toBe("rotated");
    const waiting = rotateBy(second, "c3");
    await first.query("commit");
    expect(await waiting).toBe("reused");
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

test("a family has one token that is not used", async () => {
  await family("o1");
  expect(
    await on.refusal(
      `insert into refresh_tokens (family_id, token_digest) select family_id, ${digest("o2")} from refresh_tokens where token_digest = ${digest("o1")}`,
    ),
  ).toBe("23505");
});

test("a magic link is good once, and not after its time", async () => {
  const use = async (token: string): Promise<unknown> =>
    (await rows(`select use_magic_link(${digest(token)}) as id`))[0]?.["id"];
  await rows(`insert into magic_links (user_id, token_digest, created_at, expires_at) values
    (${user}, ${digest("m1")}, now(), now() + interval '15 minutes'),
    (${user}, ${digest("m2")}, now() - interval '1 hour', now() - interval '45 minutes')`);
  expect(await use("m1")).toBe(user.slice(1, -1));
  expect(await use("m1")).toBeNull();
  expect(await use("m2")).toBeNull();
  expect(
    await on.refusal(
      `insert into magic_links (user_id, token_digest, expires_at) values (${user}, ${digest("m3")}, now() + interval '1 day')`,
    ),
  ).toBe("23514");
});

test("an account elsewhere is one user's", async () => {
  const insert = (provider: string, who: string): string =>
    `insert into oauth_identities (user_id, provider, subject) values (${who}, '${provider}', '42')`;
  expect(await on.refusal(insert("google", user))).toBe("");
  expect(await on.refusal(insert("google", other))).toBe("23505");
  expect(await on.refusal(insert("Google", other))).toBe("23514");
});

test("no column holds what could be sent to sign in", () => {
  const { tables } = designTables(readModel(auth));
  const columns = tables.flatMap(({ name, columns: own }) =>
    own.map((column) => `${name}.${column.name} ${column.type}`),
  );
  expect(
    columns.filter((column) => /token|password|secret/.test(column.replace(/^\S+\./, ""))),
  ).toEqual([
    "password_credentials.password_hash text",
    "sessions.token_digest bytea",
    "refresh_tokens.token_digest bytea",
    "magic_links.token_digest bytea",
  ]);
});

test("who is deleted softly does not sign in; nothing else is made of users than there is", async () => {
  await using soft = await designed({
    entities: [{ name: "accounts", key: "identity", soft_delete: true }],
    auth: ["sessions", "magic_links", "refresh_tokens"],
  });
  expect(soft.design.tables.map(({ name }) => name)).not.toContain("users");
  await soft.database.run(`
    insert into accounts default values;
    insert into sessions (user_id, token_digest, expires_at) values (1, ${digest("a")}, now() + interval '1 day');
    insert into magic_links (user_id, token_digest, expires_at) values (1, ${digest("b")}, now() + interval '10 minutes');
    insert into refresh_token_families (user_id, expires_at) values (1, now() + interval '1 day');
    insert into refresh_tokens (family_id, token_digest) select id, ${digest("c")} from refresh_token_families`);
  const found = (): Promise<Record<string, unknown>[]> =>
    soft.database.run(
      `select find_session(${digest("a")}) as session, use_magic_link(${digest("b")}) as link, (rotate_refresh_token(${digest("c")}, ${digest("d")})).outcome as token`,
    );
  await soft.database.run("update accounts set deleted_at = now()");
  expect(await found()).toEqual([{ session: null, link: null, token: "revoked" }]);
  await soft.database.run("update accounts set deleted_at = null");
  expect(await found()).toEqual([{ session: "1", link: "1", token: "rotated" }]);
});
