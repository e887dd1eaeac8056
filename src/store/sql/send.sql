-- name: send_add
-- Uses send_once_idx: a second send of a step to an address is not made.
INSERT INTO send (workspace_id, id, campaign_id, enrollment_id, contact_id, mailbox_id, step_id, position, address_hash,
                  status, due_at, message_id, variant_id, awaits_approval)
VALUES (:workspace, :id, :campaign, :enrollment, :contact, :mailbox, :step, :position, :address_hash, 'due', :due_at,
        :message_id, :variant, :awaits_approval)
ON CONFLICT (workspace_id, campaign_id, address_hash, position) DO NOTHING;

-- name: send_get
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.id = :id;

-- name: send_attempt
SELECT status, attempt_id FROM send WHERE workspace_id = :workspace AND id = :id;

-- name: send_find_by_message_id
-- Uses send_message_id_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.message_id = :message_id
 ORDER BY s.id
 LIMIT 1;

-- name: send_list_of_campaign
-- Uses send_campaign_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign AND s.id < :before
   AND (:status = '' OR s.status = :status) AND (:position = 0 OR s.position = :position)
   AND (:mailbox = 0 OR s.mailbox_id = :mailbox)
 ORDER BY s.id DESC
 LIMIT :limit;

-- name: send_list_of_mailbox
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :owner AND s.id < :before AND (:status = '' OR s.status = :status)
 ORDER BY s.id DESC
 LIMIT :limit;

-- name: send_list_of_contact
-- Uses send_contact_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.contact_id = :owner AND s.id < :before AND (:status = '' OR s.status = :status)
 ORDER BY s.id DESC
 LIMIT :limit;

-- name: send_list_unknown
-- Uses send_unknown_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.status = 'unknown' AND s.id < :before
 ORDER BY s.id DESC
 LIMIT :limit;

-- name: send_list_all_due
-- For a restored database. Uses send_due_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM mailbox m
  JOIN send s ON s.workspace_id = m.workspace_id AND s.mailbox_id = m.id AND s.status = 'due'
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 LIMIT :limit;

-- name: send_doubt
-- It may have left before the database was restored.
UPDATE send
   SET status = 'unknown', last_error_code = 'restored',
       last_error_text = 'The database was restored from a backup. This email may have left since that was made.'
 WHERE workspace_id = :workspace AND id = :id AND status = 'due';

-- name: send_list_claimable
-- What of a row counts while it waits. Uses send_due_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.due_at,
       s.message_id, s.attempts, s.first_failed_at, s.last_error_code, s.variant_id
  FROM send s
  JOIN campaign k ON k.workspace_id = s.workspace_id AND k.id = s.campaign_id AND k.status IN ('active', 'evergreen')
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status = 'due' AND s.awaits_approval = 0
   AND s.due_at <= :now
 ORDER BY s.due_at, s.id
 LIMIT :limit;

-- name: send_list_planned
-- What of a campaign stands in a mailbox's queue. Uses send_due_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status = 'due' AND s.awaits_approval = 0
   AND s.campaign_id = :campaign
 ORDER BY s.due_at, s.id
 LIMIT :limit;

-- name: send_count_due
-- Those that count for today, those that are about to go, and the earliest. Uses send_due_idx.
SELECT count(CASE WHEN s.due_at < :today_ends THEN 1 END), count(CASE WHEN s.due_at < :soon THEN 1 END), min(s.due_at)
  FROM send s
  JOIN campaign k ON k.workspace_id = s.workspace_id AND k.id = s.campaign_id AND k.status IN ('active', 'evergreen')
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status = 'due' AND s.awaits_approval = 0;

-- name: send_next_due_of_campaign
SELECT min(due_at)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status = 'due'
   AND awaits_approval = 0;

-- name: send_claim
UPDATE send
   SET status = 'claimed', attempt_id = :attempt, boot = :boot, epoch = :epoch, revision = :revision, claimed_at = :now
 WHERE workspace_id = :workspace AND id = :id AND status = 'due';

-- name: send_postpone
-- It stands in nobody's way until then.
UPDATE send
   SET due_at = :due_at
 WHERE workspace_id = :workspace AND id = :id AND status = 'due';

-- name: send_bring_forward
-- What was put off and never tried. Uses send_due_idx.
UPDATE send
   SET due_at = :now
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'due' AND due_at > :now AND attempts = 0
   AND awaits_approval = 0
   AND mailbox_id IN (SELECT m.mailbox_id
                        FROM campaign_mailbox m
                       WHERE m.workspace_id = :workspace AND m.campaign_id = :campaign);

-- name: send_list_waiting_of_campaign
-- Whose emails wait in a mailbox. Uses send_due_idx.
SELECT enrollment_id
  FROM send
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND campaign_id = :campaign AND status = 'due'
   AND enrollment_id IS NOT NULL
 ORDER BY awaits_approval, due_at
 LIMIT :limit;

-- name: send_permit
UPDATE send
   SET status = 'transmitting', permitted_at = :now, permit_day = :day, subject = :subject, variant_id = :variant
 WHERE workspace_id = :workspace AND id = :id AND attempt_id = :attempt AND status = 'claimed';

-- name: send_return
-- To somebody who was erased meanwhile nothing is due any more.
UPDATE send
   SET status = CASE WHEN contact_id IS NULL THEN 'cancelled' ELSE 'due' END, attempt_id = NULL, boot = NULL, due_at = :due_at, attempts = :attempts,
       first_failed_at = :first_failed_at, last_error_code = :code, last_error_text = :text, permitted_at = NULL,
       permit_day = NULL
 WHERE workspace_id = :workspace AND id = :id AND attempt_id = :attempt AND status IN ('claimed', 'transmitting');

-- name: send_settle
UPDATE send
   SET status = :status, sent_at = :sent_at, attempts = :attempts, first_failed_at = :first_failed_at,
       last_error_code = :code, last_error_text = :text, provider_id = :provider_id
 WHERE workspace_id = :workspace AND id = :id AND attempt_id = :attempt
   AND (status IN ('claimed', 'transmitting') OR status = 'unknown');

-- name: send_resolve
-- What is due again has no permit: its place in the day was given back.
UPDATE send
   SET status = :status, sent_at = :sent_at, due_at = :due_at, resolved_by = :by,
       permitted_at = CASE WHEN :status = 'due' THEN NULL ELSE permitted_at END,
       permit_day = CASE WHEN :status = 'due' THEN NULL ELSE permit_day END
 WHERE workspace_id = :workspace AND id = :id AND status = 'unknown';

-- name: send_release_of_mailbox
-- Uses send_in_flight_idx.
UPDATE send
   SET status = 'due', attempt_id = NULL, boot = NULL
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND status = 'claimed' AND status IN ('claimed', 'transmitting');

-- name: send_release_of_campaign
UPDATE send
   SET status = 'due', attempt_id = NULL, boot = NULL
 WHERE workspace_id = :workspace AND status = 'claimed' AND campaign_id = :campaign
   AND mailbox_id IN (SELECT m.mailbox_id
                        FROM campaign_mailbox m
                       WHERE m.workspace_id = :workspace AND m.campaign_id = :campaign);

-- name: send_cancel_of_enrollment
-- Uses send_enrollment_idx.
UPDATE send
   SET status = 'cancelled', attempt_id = NULL, boot = NULL
 WHERE workspace_id = :workspace AND enrollment_id = :enrollment AND status IN ('due', 'claimed');

-- name: send_forget_due_of_enrollment
-- Its step is planned anew. Uses send_enrollment_idx.
DELETE FROM send WHERE workspace_id = :workspace AND enrollment_id = :enrollment AND status = 'due';

-- name: send_forget_of_enrollment
-- Uses send_enrollment_idx. What has not gone is planned again when its contact goes on.
DELETE FROM send
 WHERE workspace_id = :workspace AND enrollment_id = :enrollment AND status IN ('due', 'claimed');

-- name: send_list_orphans
-- Uses send_in_flight_idx; every row of a dead process.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.status IN ('claimed', 'transmitting') AND s.boot <> :boot
 ORDER BY s.id
 LIMIT :limit;

-- name: send_list_in_flight
-- Uses send_in_flight_idx.
SELECT s.workspace_id, s.id, s.campaign_id, s.enrollment_id, s.contact_id, s.mailbox_id, s.step_id, s.position, s.status,
       s.due_at, s.message_id, s.attempt_id, s.boot, s.epoch, s.revision, s.claimed_at, s.permitted_at, s.permit_day,
       s.sent_at, s.attempts, s.first_failed_at, s.last_error_code, s.last_error_text, s.provider_id, s.subject,
       s.variant_id, s.awaits_approval, c.email
  FROM send s
  LEFT JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status IN ('claimed', 'transmitting');

-- name: send_count_people_since
-- Uses send_mailbox_sent_idx.
SELECT count(DISTINCT contact_id)
  FROM send
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND status = 'sent' AND sent_at >= :since;

-- name: send_count_unknown_of_mailbox
SELECT count(*) FROM send WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND status = 'unknown';

-- name: send_count_unknown
-- Uses send_unknown_idx.
SELECT count(*) FROM send WHERE workspace_id = :workspace AND status = 'unknown';

-- name: send_count_unknown_of_campaign
SELECT count(*) FROM send WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'unknown';

-- name: send_count_open_of_campaign
-- Whether anything of a campaign is still under way.
SELECT count(*)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND status IN ('due', 'claimed', 'transmitting');

-- name: send_count_first_steps_since
SELECT count(*)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND position = 1 AND permitted_at >= :since;

-- name: send_detach_mailbox
UPDATE send
   SET mailbox_id = NULL, provider_id = NULL, subject = NULL, last_error_text = NULL
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox;

-- name: send_cancel_waiting_of_mailbox
UPDATE send
   SET status = 'cancelled'
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND status = 'due';

-- name: send_forget_waiting_of_mailbox
-- A first email that was planned but never tried may be planned again for another mailbox.
DELETE FROM send
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND status = 'due' AND attempts = 0
   AND (position = 1 OR EXISTS (SELECT 1
                                  FROM enrollment e
                                 WHERE e.workspace_id = send.workspace_id AND e.id = send.enrollment_id
                                   AND e.last_sent_at IS NULL))
RETURNING campaign_id, enrollment_id;

-- name: send_due_mailboxes
-- Uses send_due_idx, once for each active mailbox: however many rows are due, the earliest is one step away. NULL: none.
SELECT m.workspace_id, m.id,
       (SELECT min(s.due_at)
          FROM send s
         WHERE s.workspace_id = m.workspace_id AND s.mailbox_id = m.id AND s.status = 'due'
           AND s.awaits_approval = 0)
  FROM mailbox m
 WHERE m.status = 'active';

-- name: send_count_waiting_first_steps
SELECT count(*)
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND position = 1 AND status IN ('due', 'claimed')
   AND awaits_approval = 0;

-- name: send_adopt
-- A row that was planned for this address before and never went, planned anew.
UPDATE send
   SET enrollment_id = :enrollment, contact_id = :contact, mailbox_id = :mailbox, step_id = :step, due_at = :due_at,
       awaits_approval = :awaits_approval
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND address_hash = :address_hash AND position = :position
   AND status = 'due';

-- name: send_forget_planned
-- Takes back a row that was never tried, so that the step can be planned again.
DELETE FROM send
 WHERE workspace_id = :workspace AND id = :id AND attempt_id = :attempt AND status = 'claimed' AND attempts = 0;
