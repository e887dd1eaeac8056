-- name: revocation_add
INSERT INTO revocation (workspace_id, id, mailbox_id, receipt_id, provider, subject_id, sealed, due_at)
VALUES (:workspace, :id, :mailbox, :receipt, :provider, :subject, :sealed, :due_at);

-- name: revocation_next
SELECT workspace_id, id, mailbox_id, receipt_id, provider, subject_id, sealed, attempts
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
-- Other mailboxes here that hold a token of the same grant.
SELECT count(*)
  FROM mailbox m
  JOIN credential c ON c.workspace_id = m.workspace_id AND c.mailbox_id = m.id AND c.kind = 'refresh_token'
 WHERE m.id <> :mailbox AND m.provider = :provider AND m.subject_id = :subject;
