-- name: incoming_add
-- Uses incoming_once_idx: a mail is taken in once.
INSERT INTO incoming (workspace_id, id, mailbox_id, provider_id, kind, send_id, contact_id, enrollment_id, message_id,
                      subject, received_at, created_at)
VALUES (:workspace, :id, :mailbox, :provider_id, :kind, :send, :contact, :enrollment, :message_id, :subject, :received_at,
        :now)
ON CONFLICT (workspace_id, mailbox_id, provider_id) DO NOTHING;

-- name: incoming_list_of_contact
-- Uses incoming_contact_idx.
SELECT id, mailbox_id, kind, send_id, contact_id, enrollment_id, message_id, subject, received_at
  FROM incoming
 WHERE workspace_id = :workspace AND contact_id = :contact
 ORDER BY id DESC
 LIMIT :limit;
