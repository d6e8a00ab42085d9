create statistics addresses_stat (dependencies) on city, postcode from addresses;
analyze addresses;
-- query
select count(id) from addresses where city = 'city 7' and postcode = 'code 7'
