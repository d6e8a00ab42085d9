-- original
select id from orders order by shipped_on desc, id limit 5
-- rewritten
select id from orders order by shipped_on desc limit 5
