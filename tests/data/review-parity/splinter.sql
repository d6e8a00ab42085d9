-- scene 0001_unindexed_foreign_keys: foreign-key-without-index
-- bad
create table farms (id bigint primary key);
create table fields (id bigint primary key, farm_id bigint not null references farms);
-- good
create table farms (id bigint primary key);
create table fields (id bigint primary key, farm_id bigint not null references farms, grown date not null);
create index on fields (farm_id, grown);

-- scene 0001_unindexed_foreign_keys, columns apart: foreign-key-without-index
-- bad
create table lots (plant smallint, number bigint, primary key (plant, number));
create table samples (id bigint primary key, plant smallint not null, lot bigint not null, foreign key (plant, lot) references lots);
create index on samples (plant);
create index on samples (id, lot);
-- good
create table lots (plant smallint, number bigint, primary key (plant, number));
create table samples (id bigint primary key, plant smallint not null, lot bigint not null, foreign key (plant, lot) references lots);
create index on samples (lot, plant);

-- scene 0003_auth_rls_initplan: policy-function-per-row
-- bad
create table drawings (id bigint primary key, owner_id uuid not null);
create index on drawings (owner_id);
alter table drawings enable row level security;
create policy own on drawings to app_role using (owner_id = auth.uid());
-- good
create table drawings (id bigint primary key, owner_id uuid not null);
create index on drawings (owner_id);
alter table drawings enable row level security;
create policy own on drawings to app_role using (owner_id = (select auth.uid()));

-- scene 0003_auth_rls_initplan, one of two calls hoisted: policy-function-per-row
-- bad
create table paintings (id bigint primary key, owner_id uuid not null, painter_id uuid not null);
create index on paintings (owner_id);
create index on paintings (painter_id);
alter table paintings enable row level security;
create policy own on paintings to app_role using (owner_id = (select auth.uid()) or painter_id = auth.uid());
-- good
create table paintings (id bigint primary key, owner_id uuid not null, painter_id uuid not null);
create index on paintings (owner_id);
create index on paintings (painter_id);
alter table paintings enable row level security;
create policy own on paintings to app_role using (owner_id = (select auth.uid()) or painter_id = (select auth.uid()));

-- scene 0003_auth_rls_initplan, a call wrapped in a function: policy-function-per-row
-- bad
create function me() returns uuid stable language plpgsql set search_path = '' as 'begin return auth.uid(); end';
create table sculptures (id bigint primary key, owner_id uuid not null);
alter table sculptures enable row level security;
create policy own on sculptures to app_role using (owner_id = me());
-- good
create function me() returns uuid stable language plpgsql set search_path = '' as 'begin return auth.uid(); end';
create table sculptures (id bigint primary key, owner_id uuid not null);
alter table sculptures enable row level security;
create policy own on sculptures to app_role using (owner_id = (select me()));

-- scene 0003_auth_rls_initplan, a cast within the sub-select: policy-function-per-row
-- bad
create table works (id bigint primary key, org_id uuid not null);
alter table works enable row level security;
create policy own on works to app_role using (org_id = (auth.jwt() ->> 'org')::uuid);
-- good
create table works (id bigint primary key, org_id uuid not null);
alter table works enable row level security;
create policy own on works to app_role using (org_id = (select (auth.jwt() ->> 'org')::uuid));

-- scene 0004_no_primary_key: primary-key-missing
-- bad
create table readings (sensor_id bigint not null, at timestamptz not null, celsius numeric(4, 1) not null);
-- good
create table readings (sensor_id bigint, at timestamptz, celsius numeric(4, 1) not null, primary key (sensor_id, at));

-- scene 0005_unused_index: index-unused live
-- bad
create table parcels (id bigint primary key, weight numeric(6, 2) not null);
create index parcels_weight on parcels (weight);
insert into parcels select n, n % 90 from generate_series(1, 2000) n;
analyze parcels;
-- good
create table parcels (id bigint primary key, weight numeric(6, 2) not null);
create index parcels_weight on parcels (weight);
insert into parcels select n, n % 90 from generate_series(1, 2000) n;
analyze parcels;
set enable_seqscan = off;
select count(*) from parcels where weight = 7;
set enable_seqscan = on;

-- scene 0006_multiple_permissive_policies: policies-permissive-twice
-- bad
create table letters (id bigint primary key, sender uuid not null, receiver uuid not null);
alter table letters enable row level security;
create policy sent on letters for select to app_role using (sender = (select auth.uid()));
create policy got on letters for all to app_role using (receiver = (select auth.uid()));
-- good
create table letters (id bigint primary key, sender uuid not null, receiver uuid not null);
alter table letters enable row level security;
create policy seen on letters for select to app_role using (sender = (select auth.uid()) or receiver = (select auth.uid()));
create policy written on letters for insert to app_role with check (sender = (select auth.uid()));

-- scene 0007_policy_exists_rls_disabled: policies-not-enabled
-- bad
create table wishes (id bigint primary key, owner_id uuid not null);
create policy own on wishes to app_role using (owner_id = (select auth.uid()));
-- good
create table wishes (id bigint primary key, owner_id uuid not null);
create index on wishes (owner_id);
create policy own on wishes to app_role using (owner_id = (select auth.uid()));
alter table wishes enable row level security;

-- scene 0008_rls_enabled_no_policy: policies-missing
-- bad
create table drafts (id bigint primary key, body text not null);
alter table drafts enable row level security;
-- good
create table drafts (id bigint primary key, body text not null, owner_id uuid not null);
alter table drafts enable row level security;
create policy own on drafts to app_role using (owner_id = (select auth.uid()));

-- scene 0009_duplicate_index: index-duplicate
-- bad
create table visits (id bigint primary key, place text not null);
create index one on visits (place);
create index other on visits (place);
-- good
create table visits (id bigint primary key, place text not null);
create index one on visits (place);
create index other on visits (lower(place));
create index third on visits (place) where place <> 'home';

-- scene 0010_security_definer_view: view-passes-policies
-- bad
create table grades (id bigint primary key, pupil_id uuid not null);
alter table grades enable row level security;
create policy own on grades to app_role using (pupil_id = (select auth.uid()));
create view seen as select id, pupil_id from grades;
grant select on seen to app_role;
-- good
create table grades (id bigint primary key, pupil_id uuid not null);
alter table grades enable row level security;
create policy own on grades to app_role using (pupil_id = (select auth.uid()));
create view seen with (security_invoker = true) as select id, pupil_id from grades;
grant select on seen to app_role;

-- scene 0011_function_search_path_mutable, with its owner's rights: definer-search-path-missing
-- bad
create table counters (id bigint primary key, n bigint not null);
create function bump(which bigint) returns void security definer language sql as 'update counters set n = n + 1 where id = which';
revoke execute on function bump from public;
-- good
create table counters (id bigint primary key, n bigint not null);
create function bump(which bigint) returns void language plpgsql security definer set search_path = '' as 'begin perform which + 1; end';
revoke execute on function bump from public;

-- scene 0011_function_search_path_mutable, with its caller's: function-search-path-missing
-- bad
create table tickets (id bigint primary key, state text not null check (state in ('open', 'closed')));
create function open_tickets() returns bigint stable language sql as $$ select count(*) from tickets where state = 'open' $$;
-- good
create table tickets (id bigint primary key, state text not null check (state in ('open', 'closed')));
create function open_tickets() returns bigint stable language sql begin atomic select count(*) from tickets where state = 'open'; end;
create function next_year(day date) returns date immutable language sql as $$ select (day + interval '1 year')::date $$;

-- scene 0013_rls_disabled_in_public: table-exposed-without-policies
-- bad
create table notes (id bigint primary key, body text not null);
grant usage on schema current_schema to anon_role;
grant select, insert on notes to anon_role;
-- good
create table notes (id bigint primary key, body text not null, owner_id uuid not null);
alter table notes enable row level security;
create policy own on notes to anon_role using (owner_id = (select auth.uid()));
grant usage on schema current_schema to anon_role;
grant select, insert on notes to anon_role;
create table inner_notes (id bigint primary key, body text not null);

-- scene 0015_rls_references_user_metadata: policy-reads-user-metadata
-- bad
create table budgets (id bigint primary key, team text not null);
alter table budgets enable row level security;
create policy team on budgets to app_role using (team = (select auth.jwt() -> 'user_metadata' ->> 'team'));
-- good
create table budgets (id bigint primary key, team text not null);
alter table budgets enable row level security;
create policy team on budgets to app_role using (team = (select auth.jwt() -> 'app_metadata' ->> 'team'));

-- scene 0016_materialized_view_in_api: materialized-view-passes-policies
-- bad
create table wages (id bigint primary key, person_id uuid not null, amount numeric(9, 2) not null check (amount > 0));
alter table wages enable row level security;
create policy own on wages to app_role using (person_id = (select auth.uid()));
create materialized view paid as select person_id, sum(amount) as total from wages group by person_id;
create unique index on paid (person_id);
grant select on paid to app_role;
-- good
create table wages (id bigint primary key, person_id uuid not null, amount numeric(9, 2) not null check (amount > 0));
alter table wages enable row level security;
create policy own on wages to app_role using (person_id = (select auth.uid()));
create materialized view paid as select person_id, sum(amount) as total from wages group by person_id;
create unique index on paid (person_id);

-- scene 0018_unsupported_reg_types: system-type
-- bad
create table searches (id bigint primary key, words text not null, configuration regconfig not null);
-- good
create table searches (id bigint primary key, words text not null, relation_name regclass not null);

-- scene 0020_table_bloat: table-bloated live
-- bad
create table queue (id bigint primary key, body text not null) with (autovacuum_enabled = off);
insert into queue select n, repeat('x', 800) from generate_series(1, 40000) n;
delete from queue where id % 10 > 0;
vacuum analyze queue;
-- good
create table queue (id bigint primary key, body text not null);
insert into queue select n, repeat('x', 200) from generate_series(1, 6000) n;
vacuum analyze queue;

-- scene 0023_sensitive_columns_exposed: password-plain secret-plain national-id-plain card-data
-- bad
create table people (id bigint primary key, password text not null, ssn text not null, api_key text not null, cvv text not null, card_number text not null);
-- good
create table people (id bigint primary key, password_hint text not null, class_size text not null, key_colour text not null, credit_days text not null, score_card text not null, token_count bigint not null, passwordless boolean not null);

-- scene 0024_rls_policy_always_true: policy-always-true
-- bad
create table signs (id bigint primary key, owner_id uuid not null);
alter table signs enable row level security;
create policy any_change on signs for update to app_role using (true);
create policy any_row on signs for insert to app_role with check (1 = 1);
create policy any_end on signs for delete to app_role using (true or owner_id = (select auth.uid()));
-- good
create table signs (id bigint primary key, owner_id uuid not null);
alter table signs enable row level security;
create policy change on signs for update to app_role using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
create policy guard on signs as restrictive for update to app_role using (true);

-- scene 0024_rls_policy_always_true, in other words: policy-always-true
-- bad
create table posters (id bigint primary key, owner_id uuid not null);
alter table posters enable row level security;
create policy has_key on posters for delete to app_role using (id is not null);
create policy itself on posters for insert to app_role with check (id = id);
-- good
create table posters (id bigint primary key, owner_id uuid);
alter table posters enable row level security;
create policy unowned on posters for delete to app_role using (owner_id is null);

-- scene 0024_rls_policy_always_true, whoever is there: policy-ignores-row
-- bad
create table banners (id bigint primary key, owner_id uuid not null);
alter table banners enable row level security;
create policy somebody on banners for update to app_role using ((select auth.uid()) is not null);
-- good
create table banners (id bigint primary key, owner_id uuid not null);
alter table banners enable row level security;
create policy own on banners for update to app_role using ((select auth.uid()) is not null and owner_id = (select auth.uid()));

-- scene 0028_anon_security_definer_function_executable: definer-executable-by-public
-- bad
create table accounts (id bigint primary key, balance numeric(12, 2) not null check (balance >= 0));
create function close_account(which bigint) returns void security definer set search_path = '' language plpgsql as 'begin perform which; end';
-- good
create table accounts (id bigint primary key, balance numeric(12, 2) not null check (balance >= 0));
create function close_account(which bigint) returns void security definer set search_path = '' language plpgsql as 'begin perform which; end';
revoke execute on function close_account from public;
create function year_of(day date) returns integer immutable language sql as 'select extract(year from day)::integer';

-- scene 0030_autovacuum_disabled: autovacuum-off
-- bad
create table events (id bigint primary key, name text not null) with (autovacuum_enabled = false);
-- good
create table events (id bigint primary key, name text not null) with (autovacuum_vacuum_scale_factor = 0.05);

-- scene 0030_invalid_index: index-invalid live
-- bad
create table seats (id bigint primary key, place text not null);
create index seats_place on seats (place);
-- as superuser
update pg_index set indisvalid = false where indexrelid = to_regclass(current_schema || '.seats_place');
-- good
create table seats (id bigint primary key, place text not null);
create index seats_place on seats (place);

-- scene 0030_rls_policy_null_auth_disjunct: policy-open-without-context
-- bad
create table papers (id bigint primary key, owner_id uuid not null);
alter table papers enable row level security;
create policy own on papers for select to app_role using ((select auth.uid()) is null or owner_id = (select auth.uid()));
-- good
create table papers (id bigint primary key, owner_id uuid not null);
alter table papers enable row level security;
create policy own on papers for select to app_role using ((select auth.uid()) is not null and owner_id = (select auth.uid()));

-- scene 0030_rls_policy_null_auth_disjunct, a setting that is not there: policy-open-without-context
-- bad
create table plans (id bigint primary key, tenant text not null);
alter table plans enable row level security;
create policy own on plans for select to app_role using (tenant = (select current_setting('app.tenant', true)) or not ((select current_setting('app.tenant', true)) is not null));
-- good
create table plans (id bigint primary key, tenant text not null);
alter table plans enable row level security;
create policy own on plans for select to app_role using (tenant = (select current_setting('app.tenant', true)));

-- scene 0017_foreign_table_in_api: foreign-table-exposed
-- bad
create table near (id bigint primary key);
-- as superuser
create foreign table far (id bigint) server parity_elsewhere;
grant select on far to anon_role;
-- good
create table near (id bigint primary key);
-- as superuser
create foreign table far (id bigint) server parity_elsewhere;

-- scene 0015_rls_references_user_metadata, from the setting: policy-reads-user-metadata
-- bad
create table rewards (id bigint primary key, owner_id uuid not null);
alter table rewards enable row level security;
create policy given on rewards for insert to app_role with check ((select (current_setting('request.jwt.claims', true)::json -> 'user_metadata' ->> 'id')::uuid) = owner_id);
-- good
create table rewards (id bigint primary key, owner_id uuid not null);
alter table rewards enable row level security;
create policy given on rewards for insert to app_role with check ((select (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid) = owner_id);

-- scene 0016_materialized_view_in_api, without policies below: table-exposed-without-policies
-- bad
create table trips (id bigint primary key, place text not null);
create materialized view places as select place, count(*) as n from trips group by place;
create unique index on places (place);
grant select on places to anon_role;
-- good
create table trips (id bigint primary key, place text not null);
create materialized view places as select place, count(*) as n from trips group by place;
create unique index on places (place);
grant select on places to app_role;

-- scene 0023_sensitive_columns_exposed, tokens and codes: replayable-token secret-plain
-- bad
create table visitors (id bigint primary key, jwt text not null, session_token text not null, otp text not null, secret_key text not null, backup_code text not null);
-- good
create table visitors (id bigint primary key, session_token_hash bytea not null, otp_sent_at timestamptz, backup_code_digests bytea[] not null);
