analyze imports;
-- query
select count(*) from imports where batch > 1005
