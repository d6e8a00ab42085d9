-- bad
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": false}}
-- finding branch main
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true}}
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "dev", "isDefault": false, "isProtected": false}}
select 1
