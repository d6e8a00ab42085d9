create statistics addresses_stat (dependencies) on city, postcode from addresses;
analyze addresses;
-- query
select count(*)
from addresses a
join parcels p on p.address_id = a.id
where a.city = 'city 7' and a.postcode = 'code 7'
