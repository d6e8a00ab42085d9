-- query
select * from readings a join readings b using (value, day) where value = 5 and day = 3
