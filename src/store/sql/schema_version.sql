-- name: schema_version_make
CREATE TABLE IF NOT EXISTS schema_version (
	version INTEGER NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	applied_at BIGINT NOT NULL
);

-- name: schema_version_get
SELECT max(version) FROM schema_version;

-- name: schema_version_add
INSERT INTO schema_version (version, name, applied_at)
VALUES (:version, :name, :now);
