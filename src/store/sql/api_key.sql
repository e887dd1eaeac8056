-- name: api_key_add
INSERT INTO api_key (workspace_id, id, name, key_hash, scopes, created_by, created_at)
VALUES (:workspace, :id, :name, :key_hash, :scopes, :created_by, :now);

-- name: api_key_find
-- Uses api_key_hash_idx. The role is that of who made the key, as it is now; NULL: made at the command line.
SELECT k.workspace_id, k.id, k.name, k.scopes, k.created_by, k.created_at, k.used_at, k.revoked_at, u.role
  FROM api_key k
  LEFT JOIN app_user u ON u.workspace_id = k.workspace_id AND u.id = k.created_by
 WHERE k.key_hash = :key_hash AND k.revoked_at IS NULL AND (k.created_by IS NULL OR u.id IS NOT NULL);

-- name: api_key_list
SELECT k.workspace_id, k.id, k.name, k.scopes, k.created_by, k.created_at, k.used_at, k.revoked_at, u.role
  FROM api_key k
  LEFT JOIN app_user u ON u.workspace_id = k.workspace_id AND u.id = k.created_by
 WHERE k.workspace_id = :workspace AND k.id > :after AND k.revoked_at IS NULL
 ORDER BY k.id
 LIMIT :limit;

-- name: api_key_count
SELECT count(*) FROM api_key WHERE workspace_id = :workspace AND revoked_at IS NULL;

-- name: api_key_touch
UPDATE api_key SET used_at = :now WHERE workspace_id = :workspace AND id = :id AND coalesce(used_at, 0) < :now;

-- name: api_key_revoke
UPDATE api_key SET revoked_at = :now WHERE workspace_id = :workspace AND id = :id AND revoked_at IS NULL;
