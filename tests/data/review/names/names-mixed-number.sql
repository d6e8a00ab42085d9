-- bad
-- finding public
create table users (id bigint primary key);
create table orders (id bigint primary key);
create table product (id bigint primary key);
create table customer (id bigint primary key)
-- good
create table users (id bigint primary key);
create table orders (id bigint primary key);
create table product (id bigint primary key);
create table news (id bigint primary key);
create table user_data (id bigint primary key);
create table addresses (id bigint primary key);
create schema other;
create table other.customer (id bigint primary key);
create table other.invoice (id bigint primary key)
