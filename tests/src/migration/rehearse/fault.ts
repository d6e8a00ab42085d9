import type { Lock, Phase, Step } from "../../../../src/core/migration.ts";
import { step } from "./harness.ts";

/** What the plans below change. */
export const schema = `create table public.tasks (id int generated always as identity primary key, title text not null, state text not null default 'open', points int);
comment on table public.tasks is 'What is to be done';
comment on column public.tasks.title is 'In a few words';
alter table public.tasks alter title set storage external;
alter table public.tasks alter title set statistics 500;
alter table public.tasks set (fillfactor = 80);
grant select (title) on public.tasks to public;
create sequence public.numbers;
create table public.secrets (id int primary key, tenant int not null);
alter table public.secrets enable row level security;
alter table public.secrets force row level security;
create policy own on public.secrets using (tenant = current_setting('app.tenant', true)::int)`;

export const tasksLock: Lock = {
  relation: "public.tasks",
  mode: "ACCESS EXCLUSIVE",
  blocks: "reads and writes",
};
export const made = (
  id: string,
  sql: string,
  rollback: string | null,
  more: Partial<Step> = {},
): Step => step(id, sql, { rollback, locks: [tasksLock], ...more });

/** Nothing is wrong with it. */
export const note = made(
  "expand.1",
  "alter table public.tasks add column note text",
  "alter table public.tasks drop column note",
);

/** Each plan is wrong in one thing, and this is found: where, and in what words. */
export interface Fault {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly old?: readonly string[];
  readonly step?: string;
  readonly found: RegExp;
}
