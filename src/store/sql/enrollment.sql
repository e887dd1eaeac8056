-- name: enrollment_add
-- Uses enrollment_contact_idx.
INSERT INTO enrollment (workspace_id, id, campaign_id, contact_id, status, due_at, created_at)
VALUES (:workspace, :id, :campaign, :contact, 'live', :due_at, :now)
ON CONFLICT (workspace_id, campaign_id, contact_id) DO NOTHING;

-- name: enrollment_get
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_list
-- Uses enrollment_campaign_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND id > :after AND (:status = '' OR status = :status)
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_search
-- Uses enrollment_campaign_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND id > :after AND (:status = '' OR status = :status)
   AND EXISTS (SELECT 1
                 FROM contact c
                WHERE c.workspace_id = enrollment.workspace_id AND c.id = enrollment.contact_id
                  AND c.search_key LIKE :pattern ESCAPE '\')
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_list_review
-- Uses enrollment_review_idx: the few that wait for a field are found among many.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND id > :after AND status = 'review'
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_list_left
-- Uses enrollment_left_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = :status AND id > :after
   AND (status = 'suppressed' OR status = 'stopped')
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_count_left
-- Who left without an answer, and why. Uses enrollment_left_idx.
SELECT status, coalesce(end_reason, ''), count(*)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND (status = 'suppressed' OR status = 'stopped')
 GROUP BY status, end_reason
 ORDER BY status, end_reason;

-- name: enrollment_count_missing
-- Who is in review, by the field that is missing. Uses enrollment_review_idx.
SELECT status, coalesce(review_field, ''), count(*)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'review'
 GROUP BY status, review_field
 ORDER BY review_field;

-- name: enrollment_list_of_contact
-- Uses enrollment_by_contact_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND contact_id = :contact
 ORDER BY id;

-- name: enrollment_list_due_new
-- Uses enrollment_due_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id IS NULL AND due_at <= :now AND status = 'live'
   AND paused_at IS NULL
 ORDER BY due_at, id
 LIMIT :limit;

-- name: enrollment_list_due_of_mailbox
-- Uses enrollment_due_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND due_at <= :now AND status = 'live'
   AND paused_at IS NULL
 ORDER BY due_at, id
 LIMIT :limit;

-- name: enrollment_crowds
-- Who waits for a mailbox behind the last one that is known, counted by step and day. Uses enrollment_due_idx.
SELECT next_position, min(due_at), count(*)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status = 'live'
   AND paused_at IS NULL AND due_at >= :due_at AND (due_at > :due_at OR id > :id)
 GROUP BY next_position, due_at / 86400000
 ORDER BY 2, 1;

-- name: enrollment_next_due_begun
-- Of those who have their mailbox. Uses enrollment_due_idx, once for each mailbox of the campaign.
SELECT min(earliest.due_at)
  FROM (SELECT (SELECT min(e.due_at)
                  FROM enrollment e
                 WHERE e.workspace_id = c.workspace_id AND e.campaign_id = c.campaign_id AND e.mailbox_id = c.mailbox_id
                   AND e.status = 'live' AND e.paused_at IS NULL AND e.due_at > :after) AS due_at
          FROM campaign_mailbox c
         WHERE c.workspace_id = :workspace AND c.campaign_id = :campaign) AS earliest;

-- name: enrollment_next_due_of_mailbox
-- Uses enrollment_due_idx.
SELECT min(due_at)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status = 'live'
   AND paused_at IS NULL AND due_at > :after;

-- name: enrollment_next_due_new
-- Uses enrollment_due_idx.
SELECT min(due_at)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id IS NULL AND status = 'live'
   AND paused_at IS NULL AND due_at > :after;

-- name: enrollment_planned
UPDATE enrollment
   SET mailbox_id = :mailbox, due_at = NULL, put_off_from = NULL
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_advance
UPDATE enrollment
   SET next_position = :next_position, due_at = :due_at, put_off_from = NULL, last_sent_at = :last_sent_at, thread_subject = :thread_subject,
       thread_references = :thread_references, provider_thread_id = :provider_thread_id
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_finish
-- Its last step was sent.
UPDATE enrollment
   SET next_position = :next_position, due_at = NULL, last_sent_at = :last_sent_at, thread_subject = :thread_subject,
       thread_references = :thread_references, provider_thread_id = :provider_thread_id, status = 'finished',
       review_field = NULL, end_reason = NULL, ended_at = :last_sent_at
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_set_status
UPDATE enrollment
   SET status = :status, review_field = :review_field, end_reason = :end_reason, due_at = :due_at,
       ended_at = :ended_at
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_put_off
UPDATE enrollment
   SET put_off_from = coalesce(put_off_from, due_at), due_at = :due_at
 WHERE workspace_id = :workspace AND id = :id AND status = 'live';

-- name: enrollment_bring_forward
-- Those that were put off are due when they were. Uses enrollment_due_idx.
UPDATE enrollment
   SET due_at = put_off_from, put_off_from = NULL
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'live' AND due_at > :now
   AND put_off_from IS NOT NULL;

-- name: enrollment_put_off_from
SELECT put_off_from FROM enrollment WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_shift
UPDATE enrollment
   SET due_at = due_at + :delta, put_off_from = put_off_from + :delta
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'live' AND due_at IS NOT NULL;

-- name: enrollment_list_overdue
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'live' AND due_at < :older_than
   AND next_position > 1 AND id > :after
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_detach_mailbox
-- A thread cannot go on without its mailbox; those not begun yet become free for another.
UPDATE enrollment
   SET mailbox_id = NULL
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox;

-- name: enrollment_list_live_of_mailbox
-- For a removal: what waits for this mailbox in one campaign.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status IN ('live', 'review')
 ORDER BY id
 LIMIT :limit;

-- name: enrollment_list_movable
-- What waits for one mailbox of a campaign and has nothing under way. Uses enrollment_campaign_idx.
SELECT e.workspace_id, e.id, e.campaign_id, e.contact_id, e.mailbox_id, e.status, e.next_position, e.due_at, e.last_sent_at,
       e.thread_subject, e.thread_references, e.provider_thread_id, e.review_field, e.end_reason, e.ended_at, e.paused_at, e.created_at
  FROM enrollment e
 WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign AND e.id > :after AND e.mailbox_id = :mailbox
   AND e.status IN ('live', 'review')
   AND NOT EXISTS (SELECT 1
                     FROM send s
                    WHERE s.workspace_id = e.workspace_id AND s.enrollment_id = e.id
                      AND s.status IN ('claimed', 'transmitting', 'unknown'))
 ORDER BY e.id
 LIMIT :limit;

-- name: enrollment_move
-- The provider's thread is in the mailbox that is left; ours goes on by its Message-IDs.
UPDATE enrollment
   SET mailbox_id = :mailbox, provider_thread_id = NULL,
       due_at = CASE WHEN status = 'live' THEN CAST(:due_at AS BIGINT) ELSE due_at END
 WHERE workspace_id = :workspace AND id = :id AND status IN ('live', 'review');

-- name: enrollment_free
UPDATE enrollment
   SET mailbox_id = NULL, due_at = CASE WHEN status = 'live' THEN :now ELSE due_at END
 WHERE workspace_id = :workspace AND id = :id AND status IN ('live', 'review');

-- name: enrollment_free_unbegun
UPDATE enrollment
   SET mailbox_id = NULL, due_at = :now
 WHERE workspace_id = :workspace AND id = :id AND status = 'live' AND mailbox_id IS NOT NULL AND last_sent_at IS NULL;

-- name: enrollment_find
-- Uses enrollment_contact_idx.
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, status, next_position, due_at, last_sent_at, thread_subject,
       thread_references, provider_thread_id, review_field, end_reason, ended_at, paused_at, created_at
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND contact_id = :contact;

-- name: enrollment_pause
-- What was planned goes back to when it was due.
UPDATE enrollment
   SET paused_at = :now,
       due_at = coalesce(due_at, (SELECT min(s.due_at)
                                    FROM send s
                                   WHERE s.workspace_id = enrollment.workspace_id
                                     AND s.enrollment_id = enrollment.id AND s.status IN ('due', 'claimed')))
 WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_resume
UPDATE enrollment SET paused_at = NULL WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_set_end_reason
UPDATE enrollment SET end_reason = :reason WHERE workspace_id = :workspace AND id = :id;

-- name: enrollment_count_paused
-- Uses enrollment_paused_idx.
SELECT count(*)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND paused_at IS NOT NULL
   AND (status = 'live' OR status = 'review');

-- name: enrollment_count_goals
-- Uses enrollment_goal_idx.
SELECT count(*) FROM enrollment WHERE workspace_id = :workspace AND campaign_id = :campaign AND end_reason = 'goal';

-- name: enrollment_colleague_replied
-- Uses contact_company_idx and enrollment_by_contact_idx.
SELECT 1
  FROM contact c
  JOIN enrollment e ON e.workspace_id = c.workspace_id AND e.contact_id = c.id
 WHERE c.workspace_id = :workspace AND c.company_domain = :company AND e.campaign_id = :campaign
   AND e.status = 'replied'
 LIMIT 1;

-- name: enrollment_list_colleagues
-- Those of a company who still have something to get. Uses contact_company_idx and enrollment_by_contact_idx.
SELECT e.workspace_id, e.id, e.campaign_id, e.contact_id, e.mailbox_id, e.status, e.next_position, e.due_at, e.last_sent_at,
       e.thread_subject, e.thread_references, e.provider_thread_id, e.review_field, e.end_reason, e.ended_at, e.paused_at,
       e.created_at
  FROM contact c
  JOIN enrollment e ON e.workspace_id = c.workspace_id AND e.contact_id = c.id
 WHERE c.workspace_id = :workspace AND c.company_domain = :company AND e.campaign_id = :campaign
   AND (e.status = 'live' OR e.status = 'review')
 LIMIT :limit;
