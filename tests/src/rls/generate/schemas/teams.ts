import { everyVerb, noPrivilege, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const [ann, bob, eve] = ["1", "2", "3"].map((last) => `00000000-0000-0000-0000-00000000000${last}`);
const user = (id = "") => ({ "app.user_id": id });

/** Teams whose members have roles; the table of members is under the same policies, which ask it. */
export const teams: Case = {
  schema: `
    create type team_role as enum ('admin', 'member');
    create table teams (id int generated always as identity primary key, name text);
    create table team_members (team_id int not null references teams on delete cascade, user_id uuid not null,
      role team_role not null default 'member', primary key (team_id, user_id));
    create table projects (id int primary key, team_id int not null references teams, lead uuid not null);
    create table milestones (id int primary key, project_id int not null references projects);
    insert into teams (name) values ('red'), ('blue');
    insert into team_members values (1, '${ann}', 'admin'), (1, '${bob}', 'member'), (2, '${bob}', 'admin');
    insert into projects values (1, 1, '${ann}'), (2, 1, '${bob}'), (3, 2, '${bob}'), (4, 2, '${ann}');
    insert into milestones select id, id from projects`,
  intent: {
    context: { kind: "setting", name: "app.user_id", type: "uuid" },
    members: { table: "team_members", tenant: "team_id", user: "user_id", role: "role" },
    tables: [
      {
        table: "team_members",
        tenant: "team_id",
        owner: "user_id",
        allow: {
          select: "tenant",
          insert: { member_role: ["admin"] },
          update: "nobody",
          delete: ["owner", { member_role: ["admin"] }],
        },
      },
      {
        table: "projects",
        tenant: "team_id",
        owner: "lead",
        allow: {
          select: "member",
          insert: { member_role: ["admin"] },
          update: ["owner", { member_role: ["admin"] }],
          delete: "owner",
        },
      },
      {
        table: "milestones",
        parent: { column: "project_id", table: "projects" },
        allow: everyVerb({ member_role: ["admin", "member"] }),
      },
    ],
  },
  cells: [
    { as: user(ann), sql: "select id from projects order by 1", gives: [1, 2] },
    { as: user(bob), sql: "select id from projects order by 1", gives: [1, 2, 3, 4] },
    { as: user(eve), sql: "select id from projects", gives: [] },
    { as: {}, sql: "select team_id from team_members", gives: [] },
    {
      as: user(ann),
      sql: "select role from team_members order by user_id",
      gives: ["admin", "member"],
    },
    {
      as: user(ann),
      sql: `insert into team_members values (1, '${eve}') returning team_id`,
      gives: [1],
    },
    { as: user(bob), sql: `insert into team_members values (1, '${eve}')`, gives: refusedByPolicy },
    { as: user(eve), sql: `insert into team_members values (1, '${eve}')`, gives: refusedByPolicy },
    { as: user(bob), sql: "update team_members set role = 'admin'", gives: noPrivilege },
    {
      as: user(bob),
      sql: "delete from team_members where team_id = 1 returning user_id",
      gives: [bob],
    },
    // whose role is right somewhere else
    { as: user(bob), sql: `insert into projects values (9, 1, '${bob}')`, gives: refusedByPolicy },
    {
      as: user(bob),
      sql: "update projects set lead = lead returning id",
      gives: [2, 3, 4],
    },
    { as: user(bob), sql: "update projects set team_id = 2 where id = 2 returning id", gives: [2] },
    { as: user(ann), sql: "update projects set team_id = 2 where id = 1", gives: refusedByPolicy },
    // a lead who is no member of the team owns nothing there
    { as: user(ann), sql: "delete from projects where id = 4 returning id", gives: [] },
    { as: user(ann), sql: "select id from milestones order by 1", gives: [1, 2] },
    { as: user(eve), sql: "select id from milestones", gives: [] },
    {
      as: user(ann),
      sql: "update milestones set project_id = 3 where id = 1",
      gives: refusedByPolicy,
    },
  ],
  findings: ["role-missing", "security-switched-on", "context-is-trusted", "ownership-is-far"],
};
