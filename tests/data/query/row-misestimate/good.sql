create statistics (dependencies) on city, postcode from addresses;
analyze addresses;
-- query
select count(id) from addresses where city = 'city 7' and postcode = 'code 7'
