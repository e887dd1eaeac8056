-- name: instance_get
SELECT value FROM instance WHERE name = :name;

-- name: instance_set
INSERT INTO instance (name, value)
VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
