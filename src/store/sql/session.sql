-- name: session_add
INSERT INTO session (token_hash, workspace_id, id, user_id, csrf_token, user_agent, created_at, seen_at, expires_at)
VALUES (:token_hash, :workspace, :id, :user, :csrf_token, :user_agent, :now, :now, :expires_at);

-- name: session_find
SELECT s.workspace_id, s.id, s.user_id, s.csrf_token, s.seen_at, s.expires_at, u.email, u.name, u.role
  FROM session s
  JOIN app_user u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
 WHERE s.token_hash = :token_hash AND s.expires_at > :now AND s.seen_at > :seen_after;

-- name: session_touch
UPDATE session SET seen_at = :now WHERE token_hash = :token_hash AND seen_at < :now;

-- name: session_delete
DELETE FROM session WHERE token_hash = :token_hash;

-- name: session_delete_expired
DELETE FROM session WHERE expires_at <= :now OR seen_at <= :seen_after;
