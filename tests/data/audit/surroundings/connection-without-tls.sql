-- bad
-- with {"remote": true}
-- finding database this_database
select 1
-- good
-- with {"remote": false}
select 1
