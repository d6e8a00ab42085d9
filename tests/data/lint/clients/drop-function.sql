-- bad
drop function double(int); -- finding
-- good
begin;
drop function double(int);
create function double(amount int) returns bigint language sql as 'select amount * 2::bigint';
commit;
