-- name: approval_find
SELECT decision, digest, shown_at, is_edited, subject, body_text, body_html, decided_by, decided_at
  FROM approval
 WHERE workspace_id = :workspace AND enrollment_id = :enrollment AND step_id = :step;

-- name: approval_put
INSERT INTO approval (workspace_id, enrollment_id, step_id, decision, digest, shown_at, is_edited, subject, body_text,
                      body_html, decided_by, decided_at)
VALUES (:workspace, :enrollment, :step, :decision, :digest, :shown_at, :is_edited, :subject, :body_text, :body_html, :by,
        :at)
ON CONFLICT (workspace_id, enrollment_id, step_id) DO UPDATE
   SET decision = excluded.decision, digest = excluded.digest, shown_at = excluded.shown_at,
       is_edited = excluded.is_edited, subject = excluded.subject, body_text = excluded.body_text,
       body_html = excluded.body_html, decided_by = excluded.decided_by, decided_at = excluded.decided_at;

-- name: approval_wait
-- It waits for somebody from now on.
UPDATE send
   SET awaits_approval = 1, due_at = :now
 WHERE workspace_id = :workspace AND id = :id AND status = 'due' AND awaits_approval = 0;

-- name: approval_free
-- Somebody has approved it.
UPDATE send
   SET awaits_approval = 0, due_at = :now
 WHERE workspace_id = :workspace AND id = :id AND status = 'due' AND awaits_approval = 1;

-- name: approval_skip
UPDATE send SET status = 'cancelled' WHERE workspace_id = :workspace AND id = :id AND status = 'due';

-- name: approval_free_unasked
-- Those of steps that ask nobody any more. Uses send_approval_idx.
UPDATE send
   SET awaits_approval = 0, due_at = :now
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'due' AND awaits_approval = 1
   AND step_id IN (SELECT t.id
                     FROM step t
                    WHERE t.workspace_id = :workspace AND t.campaign_id = :campaign AND t.review = 0);

-- name: approval_count
-- Uses send_approval_idx.
SELECT count(*)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'due' AND awaits_approval = 1;

-- name: approval_count_of_mailbox
-- Uses send_approval_idx.
SELECT count(*)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status = 'due'
   AND awaits_approval = 1;

-- name: approval_of_enrollment
-- Uses send_enrollment_idx.
SELECT id
  FROM send
 WHERE workspace_id = :workspace AND enrollment_id = :enrollment AND status = 'due' AND awaits_approval = 1
 LIMIT 1;

-- name: approval_list
-- Uses send_approvals_idx.
SELECT s.id
  FROM send s
  JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.id > :after AND s.status = 'due' AND s.awaits_approval = 1
   AND (:pattern = '' OR c.search_key LIKE :pattern ESCAPE '\')
 ORDER BY s.id
 LIMIT :limit;

-- name: approval_list_of_campaign
-- Uses send_approval_idx.
SELECT s.id
  FROM send s
  JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign AND s.id > :after AND s.status = 'due'
   AND s.awaits_approval = 1 AND (:pattern = '' OR c.search_key LIKE :pattern ESCAPE '\')
 ORDER BY s.id
 LIMIT :limit;
