-- bad
-- finding public.payments.card_number
-- finding public.payments.cvv
create table payments (id int primary key, card_number text, cvv int)
-- good
create table payments (id int primary key, card_last_four char(4), card_brand text, cc text, card_token text, encrypted_card_number bytea)
