-- name: oauth_state_add
INSERT INTO oauth_state (state_hash, workspace_id, purpose, provider, mailbox_id, mailbox_epoch, user_id, session_hash,
                         verifier_sealed, nonce, expires_at)
VALUES (:state_hash, :workspace, :purpose, :provider, :mailbox, :epoch, :user, :session_hash, :verifier, :nonce, :expires_at);

-- name: oauth_state_take
-- Single use: whoever deletes it has it.
DELETE FROM oauth_state
 WHERE state_hash = :state_hash
RETURNING workspace_id, purpose, provider, mailbox_id, mailbox_epoch, user_id, session_hash, verifier_sealed, nonce, expires_at;

-- name: oauth_state_expire
DELETE FROM oauth_state WHERE expires_at < :now;

-- name: oauth_outcome_put
INSERT INTO oauth_outcome (workspace_id, mailbox_id, code, expected, actual, created_at)
VALUES (:workspace, :mailbox, :code, :expected, :actual, :now)
ON CONFLICT (workspace_id, mailbox_id) DO UPDATE
   SET code = excluded.code, expected = excluded.expected, actual = excluded.actual, created_at = excluded.created_at;

-- name: oauth_outcome_find
SELECT code, expected, actual FROM oauth_outcome WHERE workspace_id = :workspace AND mailbox_id = :mailbox;

-- name: oauth_outcome_forget
DELETE FROM oauth_outcome WHERE workspace_id = :workspace AND mailbox_id = :mailbox;
