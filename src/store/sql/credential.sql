-- name: credential_put
INSERT INTO credential (workspace_id, mailbox_id, kind, sealed, expires_at, generation)
VALUES (:workspace, :mailbox, :kind, :sealed, :expires_at, 1)
ON CONFLICT (workspace_id, mailbox_id, kind) DO UPDATE
   SET sealed = excluded.sealed, expires_at = excluded.expires_at, generation = credential.generation + 1;

-- name: credential_find
SELECT sealed, expires_at, generation
  FROM credential
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND kind = :kind;

-- name: credential_drop
DELETE FROM credential WHERE workspace_id = :workspace AND mailbox_id = :mailbox;
