-- name: revocation_add
INSERT INTO revocation (workspace_id, id, mailbox_id, receipt_id, provider, sealed, due_at)
VALUES (:workspace, :id, :mailbox, :receipt, :provider, :sealed, :due_at);

-- name: revocation_next
SELECT workspace_id, id, mailbox_id, receipt_id, provider, sealed, attempts
  FROM revocation
 WHERE due_at <= :now
 ORDER BY due_at, id
 LIMIT 1;

-- name: revocation_later
UPDATE revocation
   SET due_at = :due_at, attempts = attempts + 1
 WHERE workspace_id = :workspace AND id = :id;

-- name: revocation_done
DELETE FROM revocation WHERE workspace_id = :workspace AND id = :id;

-- name: revocation_shared
-- Other mailboxes here that stand on the same grant.
SELECT count(*)
  FROM mailbox
 WHERE id <> :mailbox AND provider = :provider AND subject_id = :subject;
