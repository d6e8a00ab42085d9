create table orgs (id int primary key, name text not null);
create table members (id int primary key, org_id int not null, email text not null);
insert into orgs select i, 'org ' || i from generate_series(1, 5000) i;
insert into members select i, i % 5000 + 1, 'm' || i from generate_series(1, 20000) i;
create index on orgs (name);
create index on members (email);
create index on members (org_id);
analyze orgs;
analyze members;
