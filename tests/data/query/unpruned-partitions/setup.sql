create table measurements (taken timestamp not null, value int not null) partition by range (taken);
create table measurements_1 partition of measurements for values from ('2026-01-01') to ('2026-02-01');
create table measurements_2 partition of measurements for values from ('2026-02-01') to ('2026-03-01');
create table measurements_3 partition of measurements for values from ('2026-03-01') to ('2026-04-01');
create table measurements_4 partition of measurements for values from ('2026-04-01') to ('2026-05-01');
insert into measurements select timestamp '2026-01-01' + i * interval '3 minutes', i from generate_series(0, 50000) i;
analyze measurements;
