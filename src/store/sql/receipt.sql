-- name: receipt_add
INSERT INTO receipt (workspace_id, id, mailbox_id, epoch, cause, requested_by, requested_at, sends_held, grant_local,
                     grant_provider)
VALUES (:workspace, :id, :mailbox, :epoch, :cause, :by, :now, :sends_held, :grant_local, :grant_provider);

-- name: receipt_close
UPDATE receipt
   SET fenced_at = :fenced_at, quiesced_at = :quiesced_at, last_byte_at = :last_byte_at
 WHERE workspace_id = :workspace AND id = :id;

-- name: receipt_set_grant
UPDATE receipt
   SET grant_local = :grant_local, grant_provider = :grant_provider
 WHERE workspace_id = :workspace AND id = :id;

-- name: receipt_set_undone
UPDATE receipt
   SET undone = 1
 WHERE workspace_id = :workspace AND id = :id;

-- name: receipt_get
SELECT workspace_id, id, mailbox_id, epoch, cause, requested_by, requested_at, fenced_at, quiesced_at, last_byte_at,
       sends_held, grant_local, grant_provider, undone
  FROM receipt
 WHERE workspace_id = :workspace AND id = :id;

-- name: receipt_list
-- Uses receipt_mailbox_idx.
SELECT workspace_id, id, mailbox_id, epoch, cause, requested_by, requested_at, fenced_at, quiesced_at, last_byte_at,
       sends_held, grant_local, grant_provider, undone
  FROM receipt
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND id < :before
 ORDER BY id DESC
 LIMIT :limit;

-- name: receipt_campaign_add
INSERT INTO receipt_campaign (workspace_id, receipt_id, campaign_id, name, previous_status, revision)
VALUES (:workspace, :receipt, :campaign, :name, :previous_status, :revision);

-- name: receipt_campaigns
SELECT campaign_id, name, previous_status, revision
  FROM receipt_campaign
 WHERE workspace_id = :workspace AND receipt_id = :receipt
 ORDER BY campaign_id;

-- name: receipt_send_add
INSERT INTO receipt_send (workspace_id, receipt_id, send_id, outcome, reason)
VALUES (:workspace, :receipt, :send, :outcome, :reason)
ON CONFLICT (workspace_id, receipt_id, send_id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason;

-- name: receipt_sends
SELECT send_id, outcome, reason
  FROM receipt_send
 WHERE workspace_id = :workspace AND receipt_id = :receipt
 ORDER BY send_id;
