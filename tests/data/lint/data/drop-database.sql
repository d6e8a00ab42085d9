-- bad
drop database shop_that_is_not_there; -- finding
-- good
drop view open_tasks;
