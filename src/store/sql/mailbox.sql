-- name: mailbox_add
INSERT INTO mailbox (workspace_id, id, owner_id, address, address_key, name, name_key, provider, status, epoch, subject_issuer,
                     subject_id, endpoints, timezone, sync_cursor, created_at)
VALUES (:workspace, :id, :owner, :address, :address_key, :name, :name_key, :provider, 'active', 1, :subject_issuer, :subject_id,
        :endpoints, :timezone, :sync_cursor, :now)
ON CONFLICT (workspace_id, address_key) DO NOTHING;

-- name: mailbox_get
SELECT workspace_id, id, owner_id, address, address_key, name, provider, status, cause, inactive_since, inactive_by, locked,
       last_error_code, last_error_text, last_error_at, epoch, disconnecting, undo_until, subject_issuer, subject_id,
       endpoints, daily_cap, min_gap_seconds, timezone, reply_to, signature, signature_html, send_as, tracking_host,
       next_permit_at, last_sent_at,
       sync_cursor, synced_at, auth_refused_at, created_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_get_sending
SELECT workspace_id, id, address, address_key, status, epoch, daily_cap, min_gap_seconds, timezone, reply_to, send_as,
       next_permit_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_find_by_address
-- Uses mailbox_address_idx.
SELECT workspace_id, id, owner_id, address, address_key, name, provider, status, cause, inactive_since, inactive_by, locked,
       last_error_code, last_error_text, last_error_at, epoch, disconnecting, undo_until, subject_issuer, subject_id,
       endpoints, daily_cap, min_gap_seconds, timezone, reply_to, signature, signature_html, send_as, tracking_host,
       next_permit_at, last_sent_at,
       sync_cursor, synced_at, auth_refused_at, created_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE workspace_id = :workspace AND address_key = :address_key;

-- name: mailbox_list
SELECT workspace_id, id, owner_id, address, address_key, name, provider, status, cause, inactive_since, inactive_by, locked,
       last_error_code, last_error_text, last_error_at, epoch, disconnecting, undo_until, subject_issuer, subject_id,
       endpoints, daily_cap, min_gap_seconds, timezone, reply_to, signature, signature_html, send_as, tracking_host,
       next_permit_at, last_sent_at,
       sync_cursor, synced_at, auth_refused_at, created_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE workspace_id = :workspace AND id > :after
   AND (:status = '' OR status = :status OR (:status = 'on_hold' AND status = 'active' AND EXISTS (
         SELECT 1 FROM mailbox_hold h WHERE h.workspace_id = mailbox.workspace_id AND h.mailbox_id = mailbox.id)))
   AND (:pattern = '' OR address_key LIKE :pattern ESCAPE '\' OR name_key LIKE :pattern ESCAPE '\')
 ORDER BY id
 LIMIT :limit;

-- name: mailbox_list_of_campaign
SELECT m.workspace_id, m.id, m.owner_id, m.address, m.address_key, m.name, m.provider, m.status, m.cause, m.inactive_since,
       m.inactive_by, m.locked, m.last_error_code, m.last_error_text, m.last_error_at, m.epoch, m.disconnecting,
       m.undo_until, m.subject_issuer, m.subject_id, m.endpoints, m.daily_cap, m.min_gap_seconds, m.timezone, m.reply_to,
       m.signature, m.signature_html, m.send_as, m.tracking_host, m.next_permit_at, m.last_sent_at, m.sync_cursor,
       m.synced_at, m.auth_refused_at, m.created_at, m.ramp_start, m.ramp_step, m.ramp_ceiling, m.ramp_level, m.ramp_day
  FROM campaign_mailbox c
  JOIN mailbox m ON m.workspace_id = c.workspace_id AND m.id = c.mailbox_id
 WHERE c.workspace_id = :workspace AND c.campaign_id = :campaign
 ORDER BY c.mailbox_id;

-- name: mailbox_count
SELECT count(*)
  FROM mailbox
 WHERE workspace_id = :workspace
   AND (:status = '' OR status = :status OR (:status = 'on_hold' AND status = 'active' AND EXISTS (
         SELECT 1 FROM mailbox_hold h WHERE h.workspace_id = mailbox.workspace_id AND h.mailbox_id = mailbox.id)))
   AND (:pattern = '' OR address_key LIKE :pattern ESCAPE '\' OR name_key LIKE :pattern ESCAPE '\');

-- name: mailbox_count_held
SELECT count(DISTINCT h.mailbox_id)
  FROM mailbox_hold h
  JOIN mailbox m ON m.workspace_id = h.workspace_id AND m.id = h.mailbox_id
 WHERE h.workspace_id = :workspace AND m.status = 'active';

-- name: mailbox_list_active
SELECT workspace_id, id, owner_id, address, address_key, name, provider, status, cause, inactive_since, inactive_by, locked,
       last_error_code, last_error_text, last_error_at, epoch, disconnecting, undo_until, subject_issuer, subject_id,
       endpoints, daily_cap, min_gap_seconds, timezone, reply_to, signature, signature_html, send_as, tracking_host,
       next_permit_at, last_sent_at,
       sync_cursor, synced_at, auth_refused_at, created_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE status = 'active'
 ORDER BY workspace_id, id;

-- name: mailbox_list_to_sweep
-- Those with a disconnect that is not over: the receipt open, or the undo window running.
SELECT workspace_id, id, owner_id, address, address_key, name, provider, status, cause, inactive_since, inactive_by, locked,
       last_error_code, last_error_text, last_error_at, epoch, disconnecting, undo_until, subject_issuer, subject_id,
       endpoints, daily_cap, min_gap_seconds, timezone, reply_to, signature, signature_html, send_as, tracking_host,
       next_permit_at, last_sent_at,
       sync_cursor, synced_at, auth_refused_at, created_at, ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE disconnecting <> 0 OR undo_until IS NOT NULL
 ORDER BY workspace_id, id;

-- name: mailbox_update_state
UPDATE mailbox
   SET status = :status, cause = :cause, inactive_since = :inactive_since, inactive_by = :inactive_by, locked = :locked,
       last_error_code = :last_error_code, last_error_text = :last_error_text, last_error_at = :last_error_at,
       epoch = :epoch, disconnecting = :disconnecting, undo_until = :undo_until, auth_refused_at = :auth_refused_at
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_update_identity
UPDATE mailbox
   SET subject_issuer = :subject_issuer, subject_id = :subject_id, endpoints = :endpoints
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_update_settings
UPDATE mailbox
   SET name = :name, name_key = :name_key, daily_cap = :daily_cap, min_gap_seconds = :min_gap_seconds, timezone = :timezone, reply_to = :reply_to,
       signature = :signature, signature_html = :signature_html, send_as = :send_as,
       tracking_host = :tracking_host, ramp_start = :ramp_start, ramp_step = :ramp_step,
       ramp_ceiling = :ramp_ceiling, ramp_level = :ramp_level, ramp_day = :ramp_day
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_update_pacing
UPDATE mailbox
   SET next_permit_at = :next_permit_at
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_update_sent
-- To a second, and when a ramp has a new day: who sends fast is not written each time.
UPDATE mailbox
   SET last_sent_at = :sent_at
 WHERE workspace_id = :workspace AND id = :id
   AND (last_sent_at IS NULL OR last_sent_at <= :sent_at - 1000 OR (ramp_start IS NOT NULL AND ramp_day < :day));

-- name: mailbox_ramp_before
-- The ramp of a mailbox whose latest day with an email lies before this one; mostly none.
SELECT ramp_start, ramp_step, ramp_ceiling, ramp_level, ramp_day
  FROM mailbox
 WHERE workspace_id = :workspace AND id = :id AND ramp_start IS NOT NULL AND ramp_day < :day;

-- name: mailbox_update_ramp
UPDATE mailbox
   SET ramp_level = :ramp_level, ramp_day = :ramp_day
 WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_update_cursor
-- Only under the epoch that read: a session that outlived a disconnect moves nothing.
UPDATE mailbox
   SET sync_cursor = :sync_cursor, synced_at = :now
 WHERE workspace_id = :workspace AND id = :id AND epoch = :epoch AND status = 'active';

-- name: mailbox_delete
DELETE FROM mailbox WHERE workspace_id = :workspace AND id = :id;

-- name: mailbox_count_campaigns
SELECT count(*)
  FROM campaign_mailbox m
  JOIN campaign k ON k.workspace_id = m.workspace_id AND k.id = m.campaign_id
 WHERE m.workspace_id = :workspace AND m.mailbox_id = :mailbox AND k.status <> 'completed' AND k.archived = 0;

-- name: mailbox_holds
SELECT cause, until_at, by_user_id, created_at
  FROM mailbox_hold
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox
 ORDER BY cause;

-- name: mailbox_hold_set
INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, until_at, by_user_id, created_at)
VALUES (:workspace, :mailbox, :cause, :until_at, :by, :now)
ON CONFLICT (workspace_id, mailbox_id, cause) DO UPDATE SET until_at = excluded.until_at, by_user_id = excluded.by_user_id;

-- name: mailbox_hold_lift
DELETE FROM mailbox_hold WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND cause = :cause;

-- name: mailbox_hold_list_ending
SELECT workspace_id, mailbox_id, cause, until_at
  FROM mailbox_hold
 WHERE until_at IS NOT NULL
 ORDER BY until_at
 LIMIT :limit;

-- name: mailbox_day_taken
SELECT taken FROM mailbox_day WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND day = :day;

-- name: mailbox_day_take
INSERT INTO mailbox_day (workspace_id, mailbox_id, day, taken)
VALUES (:workspace, :mailbox, :day, 1)
ON CONFLICT (workspace_id, mailbox_id, day) DO UPDATE SET taken = mailbox_day.taken + 1;

-- name: mailbox_day_give_back
UPDATE mailbox_day
   SET taken = taken - 1
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox AND day = :day AND taken > 0;

-- name: mailbox_removal_counts
SELECT (SELECT count(*) FROM receipt r WHERE r.workspace_id = :workspace AND r.mailbox_id = :mailbox),
       (SELECT count(*) FROM send s WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status = 'sent'),
       (SELECT count(*) FROM incoming i WHERE i.workspace_id = :workspace AND i.mailbox_id = :mailbox),
       (SELECT count(*) FROM mailbox_hold h WHERE h.workspace_id = :workspace AND h.mailbox_id = :mailbox),
       (SELECT count(*) FROM campaign_mailbox m WHERE m.workspace_id = :workspace AND m.mailbox_id = :mailbox),
       (SELECT count(*) FROM suppression d WHERE d.workspace_id = :workspace),
       (SELECT count(*) FROM contact c WHERE c.workspace_id = :workspace),
       (SELECT count(*) FROM campaign k WHERE k.workspace_id = :workspace);
