-- name: event_add
INSERT INTO event (workspace_id, id, type, mailbox_id, campaign_id, contact_id, data, created_at)
VALUES (:workspace, :id, :type, :mailbox, :campaign, :contact, :data, :now);

-- name: event_list_after
SELECT workspace_id, id, type, mailbox_id, campaign_id, contact_id, data, created_at
  FROM event
 WHERE workspace_id = :workspace AND id > :after
 ORDER BY id
 LIMIT :limit;

-- name: event_list_of_mailbox
-- All but the emails that went. Uses event_mailbox_idx.
SELECT workspace_id, id, type, mailbox_id, campaign_id, contact_id, data, created_at
  FROM event
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND type <> 'send.sent' AND id < :before
 ORDER BY id DESC
 LIMIT :limit;

-- name: event_last
SELECT max(id) FROM event WHERE workspace_id = :workspace;

-- name: event_forget_of_mailbox
-- That an email went stays, as the send does. Uses event_mailbox_idx.
DELETE FROM event WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND type <> 'send.sent';
