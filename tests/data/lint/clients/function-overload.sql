-- bad
create or replace function double(value numeric) returns numeric language sql as 'select value * 2'; -- finding
-- good
create or replace function double(value int) returns int language sql immutable as 'select value + value';
create or replace function half(value int) returns int language sql as 'select value / 2';
