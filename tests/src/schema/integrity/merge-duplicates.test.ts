import { afterAll, beforeAll, expect, test } from "vitest";
import { scene, type Scene } from "./scene.ts";

let on: Scene;
beforeAll(async () => {
  on = await scene(`
    create table teams (id int primary key);
    create table users (id int primary key, email text not null, created_at timestamptz not null, boss_id int references users);
    create table members (team_id int references teams, user_id int references users on delete cascade, role text, primary key (team_id, user_id));
    create table notes (id int primary key, author_id int not null references users, reader_id int references users);
    insert into teams values (1), (2);
    insert into users select i, case i when 2 then 'P1@x.y' when 3 then 'p1@X.y' else 'p' || i || '@x.y' end, now() - i * interval '1 day',
      nullif(i - 1, 0) from generate_series(1, 12) i;
    insert into members values (1, 1, 'a'), (1, 2, 'b'), (2, 2, 'c'), (2, 3, 'd'), (1, 5, 'e');
    insert into notes select i, i, nullif(i % 4, 0) from generate_series(1, 12) i`);
});
afterAll(() => on[Symbol.asyncDispose]());

test("what refers to duplicates is pointed to the oldest, and nothing is lost or duplicated on the way", async () => {
  const [finding] = (await on.check(["duplicates"])).findings;
  expect(finding).toMatchObject({ object: "public.users", count: 2, evidence: "measured" });
  await on.database.run(`begin; ${finding?.fix ?? ""}\ncommit`);
  const rows = async (sql: string): Promise<unknown> => on.database.run(sql);
  // 3 is the oldest of 1, 2 and 3
  expect(await rows("select id from users order by id")).toEqual(
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((id) => ({ id })),
  );
  expect(await rows("select team_id, user_id, role from members order by 1, 2")).toEqual([
    { team_id: 1, user_id: 3, role: "a" },
    { team_id: 1, user_id: 5, role: "e" },
    { team_id: 2, user_id: 3, role: "d" },
  ]);
  expect(
    await rows(
      "select count(*)::int as all, count(*) filter (where author_id = 3)::int as own from notes",
    ),
  ).toEqual([{ all: 12, own: 3 }]);
  expect(await rows("select id from users where boss_id = 3 order by id")).toEqual([
    { id: 3 },
    { id: 4 },
  ]);
  const index = /CREATE UNIQUE INDEX.*;/.exec(finding?.fix ?? "")?.[0] ?? "";
  expect(index).toBe("CREATE UNIQUE INDEX CONCURRENTLY ON public.users (lower(email));");
  await on.database.run(index);
  expect((await on.check(["duplicates"])).findings).toEqual([]);
});
