-- name: campaign_add
INSERT INTO campaign (workspace_id, id, owner_id, name, name_key, description, status, evergreen, timezone, sending_days,
                      sending_hours, opt_out_line, on_mailbox_loss, overlap, stop_on_reply, track_opens, track_clicks,
                      new_contact_cap, sender, format, goal, revision, created_at, timezone_source, holiday_countries, holiday_dates, starts_on, ends_on,
                      domain_spacing_minutes)
VALUES (:workspace, :id, :owner, :name, :name_key, :description, 'draft', :evergreen, :timezone, :sending_days, :sending_hours,
        :opt_out_line, :on_mailbox_loss, :overlap, :stop_on_reply, :track_opens, :track_clicks, :new_contact_cap, :sender, :format, :goal,
        :revision, :now, :timezone_source, :holiday_countries, :holiday_dates, :starts_on, :ends_on, :domain_spacing_minutes);

-- name: campaign_get
SELECT workspace_id, id, owner_id, name, description, status, evergreen, paused_cause, paused_previous_status, paused_at,
       paused_by, timezone, sending_days, sending_hours, opt_out_line, on_mailbox_loss, overlap, stop_on_reply,
       track_opens, track_clicks, new_contact_cap, sender, format, goal, revision, archived, prepared_by_boot, created_at, launched_at,
       completed_at, timezone_source, holiday_countries, holiday_dates, starts_on, ends_on, domain_spacing_minutes
  FROM campaign
 WHERE workspace_id = :workspace AND id = :id;

-- name: campaign_update
UPDATE campaign
   SET owner_id = :owner, name = :name, name_key = :name_key, description = :description, status = :status, evergreen = :evergreen,
       paused_cause = :paused_cause, paused_previous_status = :paused_previous_status, paused_at = :paused_at,
       paused_by = :paused_by, timezone = :timezone, sending_days = :sending_days, sending_hours = :sending_hours,
       opt_out_line = :opt_out_line, on_mailbox_loss = :on_mailbox_loss, overlap = :overlap,
       stop_on_reply = :stop_on_reply, track_opens = :track_opens, track_clicks = :track_clicks,
       new_contact_cap = :new_contact_cap, sender = :sender, format = :format, goal = :goal,
       revision = :revision, archived = :archived,
       prepared_by_boot = :prepared_by_boot, launched_at = :launched_at, completed_at = :completed_at,
       timezone_source = :timezone_source, holiday_countries = :holiday_countries, holiday_dates = :holiday_dates,
       starts_on = :starts_on, ends_on = :ends_on, domain_spacing_minutes = :domain_spacing_minutes
 WHERE workspace_id = :workspace AND id = :id;

-- name: campaign_delete
DELETE FROM campaign WHERE workspace_id = :workspace AND id = :id;

-- name: campaign_delete_sends
-- Of a draft that was never launched: planned rows only.
DELETE FROM send WHERE workspace_id = :workspace AND campaign_id = :id AND status = 'due';

-- name: campaign_list
SELECT workspace_id, id, owner_id, name, description, status, evergreen, paused_cause, paused_previous_status, paused_at,
       paused_by, timezone, sending_days, sending_hours, opt_out_line, on_mailbox_loss, overlap, stop_on_reply,
       track_opens, track_clicks, new_contact_cap, sender, format, goal, revision, archived, prepared_by_boot, created_at, launched_at,
       completed_at, timezone_source, holiday_countries, holiday_dates, starts_on, ends_on, domain_spacing_minutes
  FROM campaign
 WHERE workspace_id = :workspace AND id < :before AND archived = :archived AND (:status = '' OR status = :status)
   AND (:owner = 0 OR owner_id = :owner) AND (:pattern = '' OR name_key LIKE :pattern ESCAPE '\')
   AND (:mailbox = 0 OR EXISTS (SELECT 1
                                  FROM campaign_mailbox m
                                 WHERE m.workspace_id = campaign.workspace_id AND m.campaign_id = campaign.id
                                   AND m.mailbox_id = :mailbox))
 ORDER BY id DESC
 LIMIT :limit;

-- name: campaign_count_all
SELECT count(*)
  FROM campaign
 WHERE workspace_id = :workspace AND archived = :archived AND (:status = '' OR status = :status)
   AND (:owner = 0 OR owner_id = :owner) AND (:pattern = '' OR name_key LIKE :pattern ESCAPE '\')
   AND (:mailbox = 0 OR EXISTS (SELECT 1
                                  FROM campaign_mailbox m
                                 WHERE m.workspace_id = campaign.workspace_id AND m.campaign_id = campaign.id
                                   AND m.mailbox_id = :mailbox));

-- name: campaign_list_of_mailbox
-- Uses campaign_mailbox_mailbox_idx.
SELECT k.workspace_id, k.id, k.owner_id, k.name, k.description, k.status, k.evergreen, k.paused_cause,
       k.paused_previous_status, k.paused_at, k.paused_by, k.timezone, k.sending_days, k.sending_hours, k.opt_out_line,
       k.on_mailbox_loss, k.overlap, k.stop_on_reply, k.track_opens, k.track_clicks, k.new_contact_cap, k.sender, k.format, k.goal, k.revision,
       k.archived, k.prepared_by_boot, k.created_at, k.launched_at, k.completed_at,
       k.timezone_source, k.holiday_countries, k.holiday_dates, k.starts_on,
       k.ends_on, k.domain_spacing_minutes
  FROM campaign_mailbox m
  JOIN campaign k ON k.workspace_id = m.workspace_id AND k.id = m.campaign_id
 WHERE m.workspace_id = :workspace AND m.mailbox_id = :mailbox
 ORDER BY m.campaign_id;

-- name: campaign_list_running
SELECT workspace_id, id, owner_id, name, description, status, evergreen, paused_cause, paused_previous_status, paused_at,
       paused_by, timezone, sending_days, sending_hours, opt_out_line, on_mailbox_loss, overlap, stop_on_reply,
       track_opens, track_clicks, new_contact_cap, sender, format, goal, revision, archived, prepared_by_boot, created_at, launched_at,
       completed_at, timezone_source, holiday_countries, holiday_dates, starts_on, ends_on, domain_spacing_minutes
  FROM campaign
 WHERE status IN ('preparing', 'active', 'evergreen')
 ORDER BY workspace_id, id;

-- name: campaign_state
SELECT status, revision FROM campaign WHERE workspace_id = :workspace AND id = :id;

-- name: campaign_mailboxes
SELECT mailbox_id
  FROM campaign_mailbox
 WHERE workspace_id = :workspace AND campaign_id = :campaign
 ORDER BY mailbox_id;

-- name: campaign_mailbox_add
INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id)
VALUES (:workspace, :campaign, :mailbox)
ON CONFLICT (workspace_id, campaign_id, mailbox_id) DO NOTHING;

-- name: campaign_mailbox_free
-- Contacts who were given this mailbox and have not been written to: free for another.
UPDATE enrollment
   SET mailbox_id = NULL, due_at = CASE WHEN status = 'live' THEN CAST(:now AS BIGINT) ELSE NULL END
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status IN ('live', 'review')
   AND last_sent_at IS NULL
   AND NOT EXISTS (SELECT 1
                     FROM send s
                    WHERE s.workspace_id = enrollment.workspace_id AND s.enrollment_id = enrollment.id
                      AND s.status IN ('claimed', 'transmitting', 'unknown'));

-- name: campaign_mailbox_forget_planned
-- Their planned first emails, which nobody was sent.
DELETE FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox AND status = 'due'
   AND (position = 1 OR EXISTS (SELECT 1
                                  FROM enrollment e
                                 WHERE e.workspace_id = send.workspace_id AND e.id = send.enrollment_id
                                   AND e.last_sent_at IS NULL));

-- name: campaign_mailbox_delete
DELETE FROM campaign_mailbox
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox;

-- name: campaign_pause_delete
DELETE FROM campaign_pause
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox;

-- name: campaign_other_active_mailboxes
SELECT count(*)
  FROM campaign_mailbox c
  JOIN mailbox m ON m.workspace_id = c.workspace_id AND m.id = c.mailbox_id
 WHERE c.workspace_id = :workspace AND c.campaign_id = :campaign AND c.mailbox_id <> :except AND m.status = 'active';

-- name: campaign_count_sharing
-- Other running campaigns that send from a mailbox. Uses campaign_mailbox_mailbox_idx.
SELECT count(*)
  FROM campaign_mailbox c
  JOIN campaign k ON k.workspace_id = c.workspace_id AND k.id = c.campaign_id
 WHERE c.workspace_id = :workspace AND c.mailbox_id = :mailbox AND c.campaign_id <> :campaign
   AND k.status IN ('preparing', 'active', 'evergreen');

-- name: campaign_mailbox_waiting
SELECT waiting
  FROM campaign_mailbox
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox;

-- name: campaign_mailbox_waiting_add
UPDATE campaign_mailbox
   SET waiting = waiting + :delta
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND mailbox_id = :mailbox;

-- name: campaign_waiting_of_inactive
SELECT sum(c.waiting)
  FROM campaign_mailbox c
  JOIN mailbox m ON m.workspace_id = c.workspace_id AND m.id = c.mailbox_id
 WHERE c.workspace_id = :workspace AND c.campaign_id = :campaign AND m.status <> 'active';

-- name: campaign_pause_add
INSERT INTO campaign_pause (workspace_id, campaign_id, mailbox_id, mailbox_epoch)
VALUES (:workspace, :campaign, :mailbox, :epoch)
ON CONFLICT (workspace_id, campaign_id, mailbox_id) DO UPDATE SET mailbox_epoch = excluded.mailbox_epoch;

-- name: campaign_pause_list
SELECT mailbox_id
  FROM campaign_pause
 WHERE workspace_id = :workspace AND campaign_id = :campaign
 ORDER BY mailbox_id;

-- name: campaign_pause_clear
DELETE FROM campaign_pause WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: campaign_list_paused_by
-- Uses campaign_pause_mailbox_idx.
SELECT p.campaign_id
  FROM campaign_pause p
  JOIN campaign k ON k.workspace_id = p.workspace_id AND k.id = p.campaign_id
 WHERE p.workspace_id = :workspace AND p.mailbox_id = :mailbox AND k.status = 'paused'
   AND k.paused_cause IN ('mailbox_disconnected', 'mailbox_auth_error', 'mailbox_blocked', 'mailbox_removed')
 ORDER BY p.campaign_id;

-- name: campaign_counter_add
INSERT INTO campaign_counter (workspace_id, campaign_id)
VALUES (:workspace, :campaign)
ON CONFLICT (workspace_id, campaign_id) DO NOTHING;

-- name: campaign_counter_change
UPDATE campaign_counter
   SET contacts = contacts + :contacts, live = live + :live, unassigned = unassigned + :unassigned, sent = sent + :sent,
       replied = replied + :replied, bounced = bounced + :bounced, unsubscribed = unsubscribed + :unsubscribed,
       failed = failed + :failed, unknown = unknown + :unknown
 WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: campaign_counter_get
SELECT contacts, live, unassigned, sent, replied, bounced, unsubscribed, failed, unknown
  FROM campaign_counter
 WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: campaign_count_review
-- Uses enrollment_review_idx.
SELECT count(*) FROM enrollment WHERE workspace_id = :workspace AND campaign_id = :campaign AND status = 'review';

-- name: campaign_next_planned
-- Uses send_due_idx: mostly the mailbox's first row is of this campaign.
SELECT s.due_at
  FROM send s
 WHERE s.workspace_id = :workspace AND s.mailbox_id = :mailbox AND s.status = 'due' AND s.awaits_approval = 0
   AND s.campaign_id = :campaign
 ORDER BY s.due_at
 LIMIT 1;

-- name: campaign_days
-- Emails by the UTC day (since 1970) on which they were sent, first opened and first clicked; contacts by the day on which an
-- answer or a bounce ended it for them. Uses send_campaign_idx, tracked_send_campaign_idx and enrollment_answered_idx.
SELECT d.day, sum(d.sent), sum(d.replied), sum(d.bounced), sum(d.opened), sum(d.clicked)
  FROM (SELECT s.sent_at / 86400000 AS day, 1 AS sent, 0 AS replied, 0 AS bounced, 0 AS opened, 0 AS clicked
          FROM send s
         WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign AND s.status = 'sent'
         UNION ALL
        SELECT e.ended_at / 86400000, 0, CASE WHEN e.status = 'replied' THEN 1 ELSE 0 END,
               CASE WHEN e.status = 'bounced' THEN 1 ELSE 0 END, 0, 0
          FROM enrollment e
         WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign
           AND (e.status = 'replied' OR e.status = 'bounced')
         UNION ALL
        SELECT t.opened_at / 86400000, 0, 0, 0, 1, 0
          FROM tracked_send t
         WHERE t.workspace_id = :workspace AND t.campaign_id = :campaign AND t.opened_at IS NOT NULL
         UNION ALL
        SELECT t.clicked_at / 86400000, 0, 0, 0, 0, 1
          FROM tracked_send t
         WHERE t.workspace_id = :workspace AND t.campaign_id = :campaign AND t.clicked_at IS NOT NULL) d
 WHERE d.day >= :since
 GROUP BY d.day
 ORDER BY d.day;

-- name: campaign_goal
SELECT goal FROM campaign WHERE workspace_id = :workspace AND id = :id;
