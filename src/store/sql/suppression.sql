-- name: suppression_add
-- Uses suppression_value_idx.
INSERT INTO suppression (workspace_id, id, kind, value_key, hashed, value, reason, source, created_by, created_at)
VALUES (:workspace, :id, :kind, :value_key, :hashed, :value, :reason, :source, :created_by, :now)
ON CONFLICT (workspace_id, kind, value_key) DO NOTHING;

-- name: suppression_find
-- Uses suppression_value_idx.
SELECT workspace_id, id, kind, value_key, hashed, value, reason, source, created_by, created_at
  FROM suppression
 WHERE workspace_id = :workspace AND kind = :kind AND value_key = :value_key;

-- name: suppression_get
SELECT workspace_id, id, kind, value_key, hashed, value, reason, source, created_by, created_at
  FROM suppression
 WHERE workspace_id = :workspace AND id = :id;

-- name: suppression_remove
DELETE FROM suppression WHERE workspace_id = :workspace AND id = :id;

-- name: suppression_forget_address
-- Uses suppression_value_idx.
DELETE FROM suppression
 WHERE workspace_id = :workspace AND kind = 'address' AND value_key = :value_key AND hashed = 0;

-- name: suppression_list
SELECT workspace_id, id, kind, value_key, hashed, value, reason, source, created_by, created_at
  FROM suppression
 WHERE workspace_id = :workspace AND id < :before
   AND (:pattern = '' OR (hashed = 0 AND value_key LIKE :pattern ESCAPE '\'))
 ORDER BY id DESC
 LIMIT :limit;

-- name: suppression_count
SELECT count(*)
  FROM suppression
 WHERE workspace_id = :workspace AND (:pattern = '' OR (hashed = 0 AND value_key LIKE :pattern ESCAPE '\'));

-- name: suppression_covers
-- Uses suppression_value_idx. d0 to d3 are the domain and those above it.
SELECT EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND kind = 'address' AND value_key = :address)
    OR EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND kind = 'domain' AND value_key = :d0)
    OR EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND kind = 'domain' AND value_key = :d1)
    OR EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND kind = 'domain' AND value_key = :d2)
    OR EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND kind = 'domain' AND value_key = :d3);

-- name: suppression_has_hashes
-- Uses suppression_hashed_idx. Whether anybody was ever erased.
SELECT EXISTS (SELECT 1 FROM suppression WHERE workspace_id = :workspace AND hashed <> 0);

-- name: suppression_covers_hash
-- Uses suppression_value_idx.
SELECT count(*)
  FROM suppression
 WHERE workspace_id = :workspace AND kind = 'address' AND value_key = :hash AND hashed <> 0;

-- name: suppression_find_sent_hash
-- Uses send_once_idx: the first hash from these bytes on.
SELECT address_hash
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND address_hash >= :beginning
 ORDER BY address_hash, position
 LIMIT 1;
