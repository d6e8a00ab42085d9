/** The application that the skills' examples speak of. */
export const fixture = `
  create table organizations (
    id uuid primary key default gen_random_uuid(), name text not null, created_at timestamptz not null default now());
  create table users (
    id uuid primary key default gen_random_uuid(), email text not null unique, created_at timestamptz not null default now());
  create table members (
    organization_id uuid not null references organizations on delete cascade,
    user_id uuid not null references users on delete cascade,
    role text not null default 'member', primary key (organization_id, user_id));
  create table tasks (
    id bigint generated always as identity primary key,
    organization_id uuid not null references organizations on delete cascade,
    assignee_id uuid references users,
    title text not null, status text not null default 'todo', due_at timestamptz,
    created_at timestamptz not null default now());
  create index on tasks (organization_id, status, due_at);
  insert into organizations (id, name) select ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'org ' || n from generate_series(1, 3) n;
  insert into users (id, email) select ('00000000-0000-4000-9000-00000000000' || n)::uuid, 'user' || n || '@example.com' from generate_series(1, 5) n;
  insert into members select o.id, u.id, 'member' from organizations o, users u;
  insert into tasks (organization_id, assignee_id, title, status)
    select o.id, u.id, 'task ' || n, (array['todo', 'doing', 'done'])[1 + n % 3]
    from generate_series(1, 40) n, organizations o, users u;
  analyze`;

/** The file that they import. */
export const customers = `code,name,since
007,Ada,03/01/2026
008,NULL,25/02/2026
`;
