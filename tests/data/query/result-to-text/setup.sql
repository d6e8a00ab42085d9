create table documents (id int primary key, body text not null);
insert into documents select i, repeat('all work and no play ', 12000) from generate_series(1, 300) i;
analyze documents;
