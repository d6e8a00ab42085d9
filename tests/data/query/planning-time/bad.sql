-- query
select * from readings a join readings b using (value) where value = 5
