-- name: tracked_link_add
-- The same link of the same campaign is one row, whoever is sent it.
INSERT INTO tracked_link (workspace_id, link_hash, campaign_id, contact_id, url)
VALUES (:workspace, :link, :campaign, :contact, :url)
ON CONFLICT (workspace_id, link_hash) DO NOTHING;

-- name: tracked_link_get
SELECT url FROM tracked_link WHERE workspace_id = :workspace AND link_hash = :link;

-- name: tracked_send_put
-- An email that is tried again may carry other links than before.
INSERT INTO tracked_send (workspace_id, send_id, campaign_id, position, has_pixel, links, handed_at)
VALUES (:workspace, :send, :campaign, :position, :has_pixel, :links, :now)
ON CONFLICT (workspace_id, send_id) DO UPDATE
   SET has_pixel = excluded.has_pixel, links = excluded.links, handed_at = excluded.handed_at;

-- name: tracked_send_get
SELECT t.links, t.handed_at, t.opened_at, t.clicked_at, s.campaign_id, s.contact_id, s.mailbox_id, s.position
  FROM tracked_send t
  JOIN send s ON s.workspace_id = t.workspace_id AND s.id = t.send_id
 WHERE t.workspace_id = :workspace AND t.send_id = :send;

-- name: tracked_send_count
UPDATE tracked_send
   SET opens_raw = opens_raw + :opens_raw, clicks_raw = clicks_raw + :clicks_raw, opens = :opens, clicks = :clicks,
       opened_at = :opened_at, clicked_at = :clicked_at
 WHERE workspace_id = :workspace AND send_id = :send;

-- name: tracked_send_counts
-- Emails by step and wording. Uses tracked_send_campaign_idx.
SELECT t.position, coalesce(s.variant_id, s.step_id), sum(t.has_pixel),
       sum(CASE WHEN t.opens_raw > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN t.opens > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN t.links > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN t.clicks_raw > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN t.clicks > 0 THEN 1 ELSE 0 END)
  FROM tracked_send t
  JOIN send s ON s.workspace_id = t.workspace_id AND s.id = t.send_id AND s.status = 'sent'
 WHERE t.workspace_id = :workspace AND t.campaign_id = :campaign
 GROUP BY t.position, coalesce(s.variant_id, s.step_id)
 ORDER BY t.position;

-- name: tracking_event_list
-- Uses tracking_event_send_idx.
SELECT id, at, kind, link_hash, agent, is_head, verdict
  FROM tracking_event
 WHERE workspace_id = :workspace AND send_id = :send
 ORDER BY id;

-- name: tracking_event_again
-- The same visitor at the same link. Uses tracking_event_send_idx.
UPDATE tracking_event
   SET times = times + :times
 WHERE workspace_id = :workspace AND send_id = :send AND kind = :kind AND link_hash = :link AND visitor = :visitor
   AND is_head = :is_head;

-- name: tracking_event_add
INSERT INTO tracking_event (workspace_id, id, send_id, kind, link_hash, visitor, agent, is_head, verdict, at, times)
VALUES (:workspace, :id, :send, :kind, :link, :visitor, :agent, :is_head, :verdict, :at, :times);

-- name: tracking_event_judge
UPDATE tracking_event SET verdict = :verdict WHERE workspace_id = :workspace AND id = :id;

-- name: tracking_click_list_of_contact
-- The clicks that count, at the newest emails. Uses send_contact_idx and tracking_event_send_idx.
SELECT e.send_id, s.campaign_id, s.position, e.at, l.url
  FROM send s
  JOIN tracking_event e ON e.workspace_id = s.workspace_id AND e.send_id = s.id AND e.kind = 'click' AND
       e.verdict = 'counted'
  LEFT JOIN tracked_link l ON l.workspace_id = e.workspace_id AND l.link_hash = e.link_hash
 WHERE s.workspace_id = :workspace AND s.contact_id = :contact
 ORDER BY s.id DESC, e.id DESC
 LIMIT :limit;

-- name: tracking_forget_events
DELETE FROM tracking_event
 WHERE workspace_id = :workspace AND send_id IN (SELECT id FROM send WHERE workspace_id = :workspace AND contact_id = :contact);

-- name: tracking_forget_sends
DELETE FROM tracked_send
 WHERE workspace_id = :workspace AND send_id IN (SELECT id FROM send WHERE workspace_id = :workspace AND contact_id = :contact);

-- name: tracking_host_add
INSERT INTO tracking_host (host, workspace_id, created_at)
VALUES (:host, :workspace, :now)
ON CONFLICT (host) DO NOTHING;

-- name: tracking_host_is_known
SELECT 1 FROM tracking_host WHERE host = :host;
