-- name: instance_get
SELECT value FROM instance WHERE name = :name;

-- name: instance_set
INSERT INTO instance (name, value)
VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: instance_count_sealed
-- One row of each kind is enough to know.
SELECT count(*)
  FROM (SELECT 1 AS one FROM instance WHERE name IN ('canary', 'secret')
        UNION ALL
        SELECT 1 FROM credential
        UNION ALL
        SELECT 1 FROM revocation
        UNION ALL
        SELECT 1 FROM oauth_state) AS sealed;
