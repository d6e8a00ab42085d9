-- bad
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true, "allowedIps": [], "roleChanges": {}, "asked": "2026-11-01T00:00:00Z"}}
-- finding project shop
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true, "allowedIps": ["192.0.2.0/24"], "roleChanges": {}, "asked": "2026-11-01T00:00:00Z"}}
select 1
