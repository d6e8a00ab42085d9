insert into accounts select i, case when i > 10 then 1 + i / 10 end, 'A' || lpad(i::text, 5, '0'), (array['asset','liability','income','expense'])[1 + (hashint4(i) & 1023) % 4], case when hashint4(i + 1) & 3 <> 0 then 'EUR' when i % 3 = 0 then 'USD' else 'CHF' end, i % 25 = 0 from generate_series(1, 3000) i;
insert into entries (id, account_id, booked, amount, currency, batch, reference, memo, reversed_by)
select i, a, date '2022-01-01' + i / 230, round(((hashint4(i) & 1048575) / 100.0 - 3000)::numeric, 2),
       case when hashint4(a + 1) & 3 <> 0 then 'EUR' when a % 3 = 0 then 'USD' else 'CHF' end, i / 40, 'R' || md5((i / 2)::text),
       case when i % 7 = 0 then repeat('memo ', 10 + i % 60) end, case when i % 500 = 0 then i + 1 end
  from (select i, 1 + (2999 * power((hashint4(i) & 65535) / 65536.0, 3))::int as a from generate_series(1, 250000) i) s;
insert into rates select c, date '2022-01-01' + d, 1 + (hashint4(d) & 255) / 1000.0 from unnest(array['USD','CHF','GBP']) c, generate_series(0, 1100) d;
insert into attachments select i, i * 7, (array['pdf','png','xml'])[1 + i % 3], repeat(md5(i::text), 1 + (hashint4(i) & 127)), case when i % 4 = 0 then 's' || i % 12 end from generate_series(1, 12000) i;
insert into "Audit ""Log""" ("When", "Who", changes, ip, fingerprint) select timestamptz '2024-01-01 00:00+00' + i * interval '3 minutes', 'user ' || (60 * power((hashint4(i) & 65535) / 65536.0, 4))::int, jsonb_build_object('table', 't' || i % 12, 'rows', hashint4(i) & 63, 'old', i), ('10.' || i % 4 || '.' || (hashint4(i) & 127) || '.1')::inet, decode(md5((i % 900)::text), 'hex') from generate_series(1, 60000) i;
create index entries_account on entries (account_id, booked);
create index entries_reference on entries (reference);
create index entries_batch on entries (batch) include (amount);
create index entries_cents on entries (cents) where reversed_by is null;
create index entries_month on entries ((extract(month from booked)), account_id);
create index entries_large on entries_2024_eur (amount) where amount > 5000;
create index accounts_parent on accounts (parent_id);
create index attachments_entry on attachments (entry_id);
create index attachments_small on attachments (small) where small is not null;
create index "Audit who" on "Audit ""Log""" ("Who", "When" desc);
create index audit_ip on "Audit ""Log""" using gist (ip inet_ops);
create index audit_changes on "Audit ""Log""" using gin (changes);
create index audit_print on "Audit ""Log""" using hash (fingerprint);
create statistics entries_money (ndistinct, dependencies, mcv) on account_id, currency from entries;
create statistics entries_months (mcv) on (extract(month from booked)), currency from entries_2023_eur;
create statistics accounts_kinds on kind, currency from accounts;
vacuum analyze;
insert into staging select i, 'line ' || i || ';' || md5(i::text), i / 7.0, jsonb_build_object('n', i) from generate_series(1, 20000) i;
insert into attachments select i, i * 7, 'late', 'short', null from generate_series(12001, 20000) i;
delete from "Audit ""Log""" where id % 3 = 0;
