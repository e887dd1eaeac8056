-- name: overlap_written
-- An email of another campaign that has left, or perhaps has; or a conversation of one that runs. Uses send_contact_idx and
-- enrollment_by_contact_idx.
SELECT s.campaign_id, s.sent_at
  FROM send s
 WHERE s.workspace_id = :workspace AND s.contact_id = :contact AND s.campaign_id <> :campaign
   AND (s.sent_at >= :since OR ((s.status = 'transmitting' OR s.status = 'unknown') AND s.permitted_at >= :since))
 UNION ALL
SELECT e.campaign_id, e.last_sent_at
  FROM enrollment e
  JOIN campaign k ON k.workspace_id = e.workspace_id AND k.id = e.campaign_id
 WHERE e.workspace_id = :workspace AND e.contact_id = :contact AND e.campaign_id <> :campaign AND e.status = 'live'
   AND e.last_sent_at IS NOT NULL AND k.status IN ('active', 'evergreen')
 LIMIT 1;

-- name: overlap_running
-- Uses enrollment_by_contact_idx.
SELECT e.campaign_id, 0
  FROM enrollment e
  JOIN campaign k ON k.workspace_id = e.workspace_id AND k.id = e.campaign_id
 WHERE e.workspace_id = :workspace AND e.contact_id = :contact AND e.campaign_id <> :campaign
   AND e.status IN ('live', 'review') AND k.status IN ('preparing', 'active', 'evergreen')
 LIMIT 1;
