insert into dates select i, date '2020-01-01' + i, extract(month from date '2020-01-01' + i), extract(quarter from date '2020-01-01' + i), extract(year from date '2020-01-01' + i), hashint4(i) & 31 = 0 from generate_series(0, 1826) i;
insert into stores select i, 'Store ' || i, 'City ' || i % 60, 'State ' || (i % 60) % 20, 'Region ' || ((i % 60) % 20) % 4, case when i % 10 <> 0 then date '2000-01-01' + i * 17 end from generate_series(1, 200) i;
insert into items select i, 'Brand ' || i % 300, 'Class ' || (i % 300) % 60, 'Category ' || ((i % 300) % 60) % 10, case when i % 8 <> 0 then (array['red','blue','green'])[1 + i % 3] end, 1 + (hashint4(i) & 4095) / 10.0 from generate_series(1, 12000) i;
insert into promotions select i, (array['mail','web','tv','none'])[1 + i % 4], case when i % 3 = 0 then i * 100 end from generate_series(1, 300) i;
insert into sales select (i / 274)::int % 1827, 1 + (199 * power((hashint4(i) & 65535) / 65536.0, 2))::int, 1 + (11999 * power((hashint4(i + 1) & 65535) / 65536.0, 3))::int,
       case when hashint4(i + 2) & 3 = 0 then 1 + (hashint4(i + 3) & 255) end, i / 4, 1 + (hashint4(i) & 7), 10 + (hashint4(i) & 8191) / 10.0, 8 + (hashint4(i) & 8191) / 12.0, (hashint4(i) & 8191) / 100.0, i / 7.0, null, 'text ' || (hashint4(i) & 1023), i % 50
  from generate_series(1, 500000) i;
insert into returns select ticket, min(item_id), max(date_id), (array['broken','wrong','late','other'])[1 + (hashint8(ticket) & 1023)::int % 4], max(paid) from sales where hashint8(ticket) & 15 = 0 group by ticket;
refresh materialized view sales_by_month;
create index sales_date on sales (date_id);
create index sales_store on sales (store_id, date_id);
create index sales_item on sales (item_id);
create index sales_ticket on sales (ticket, item_id);
create index sales_promotion on sales (promotion_id) where promotion_id is not null;
create index sales_date_brin on sales using brin (date_id, ticket) with (pages_per_range = 64);
create index items_category on items (category, class, brand);
create unique index sales_by_month_key on sales_by_month (year, month, store_id);
create statistics items_hierarchy on brand, class, category from items;
create statistics stores_hierarchy (ndistinct, dependencies) on city, state, region from stores;
create statistics dates_calendar (ndistinct, dependencies, mcv) on month, quarter, year from dates;
alter table sales alter item_id set (n_distinct = 12000);
vacuum analyze;
