import { noPrivilege, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const [ann, bob] = ["1", "2"].map((last) => `00000000-0000-0000-0000-00000000000${last}`);
const user = (id = "") => ({ "request.jwt.claims": JSON.stringify({ sub: id, org: "5" }) });

/** Records of patients and an audit trail that only grows, by tokens; a clinic by a claim. */
export const health: Case = {
  schema: `
    create table records (id int primary key, patient uuid not null, clinic int not null, diagnosis text);
    create table audit (id bigint generated always as identity primary key, actor uuid not null, what text not null);
    create table announcements (id int primary key, clinic int not null, body text);
    insert into records values (1, '${ann}', 5), (2, '${bob}', 5), (3, '${ann}', 6);
    insert into audit (actor, what) values ('${bob}', 'read');
    insert into announcements values (1, 5, 'closed on Monday'), (2, 6, 'open')`,
  intent: {
    context: { kind: "neon_auth", tenant_claim: "org" },
    tables: [
      {
        table: "records",
        owner: "patient",
        tenant: "clinic",
        allow: { select: "owner", insert: "owner", update: "owner", delete: "nobody" },
      },
      {
        table: "audit",
        owner: "actor",
        allow: { select: "owner", insert: "owner", update: "nobody", delete: "nobody" },
      },
      {
        table: "announcements",
        tenant: "clinic",
        allow: { select: "tenant", insert: "nobody", update: "nobody", delete: "nobody" },
      },
    ],
  },
  cells: [
    { as: user(ann), sql: "select id from records", gives: [1] },
    { as: user("no uuid"), sql: "select id from records", gives: [] },
    { as: { "request.jwt.claims": "" }, sql: "select id from records", gives: [] },
    { as: {}, sql: "select id from records", gives: [] },
    { as: user(ann), sql: "select body from announcements", gives: ["closed on Monday"] },
    {
      as: user(ann),
      sql: `insert into audit (actor, what) values ('${ann}', 'x') returning what`,
      gives: ["x"],
    },
    {
      as: user(ann),
      sql: `insert into audit (actor, what) values ('${bob}', 'x')`,
      gives: refusedByPolicy,
    },
    { as: user(bob), sql: "update audit set what = 'x'", gives: noPrivilege },
    { as: user(bob), sql: "delete from audit", gives: noPrivilege },
    { as: user(ann), sql: "update records set clinic = 6", gives: refusedByPolicy },
  ],
  findings: ["role-missing", "claims-without-jwk", "security-switched-on"],
};
