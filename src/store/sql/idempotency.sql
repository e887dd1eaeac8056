-- name: idempotency_begin
-- Takes the key, or one that has expired; changes no row when somebody has it.
INSERT INTO idempotency (principal, idempotency_key, route, request_hash, status, body, created_at)
VALUES (:principal, :key, :route, :request_hash, NULL, NULL, :now)
ON CONFLICT (principal, idempotency_key, route) DO UPDATE
   SET request_hash = :request_hash, status = NULL, body = NULL, created_at = :now
 WHERE idempotency.created_at <= :expired;

-- name: idempotency_find
SELECT request_hash, status, body
  FROM idempotency
 WHERE principal = :principal AND idempotency_key = :key AND route = :route;

-- name: idempotency_finish
UPDATE idempotency
   SET status = :status, body = :body
 WHERE principal = :principal AND idempotency_key = :key AND route = :route AND status IS NULL;

-- name: idempotency_release
DELETE FROM idempotency
 WHERE principal = :principal AND idempotency_key = :key AND route = :route AND status IS NULL;

-- name: idempotency_release_unfinished
DELETE FROM idempotency WHERE status IS NULL;

-- name: idempotency_delete_expired
DELETE FROM idempotency WHERE created_at <= :expired;
