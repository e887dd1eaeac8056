-- name: campaign_activity_list
-- What people did stands in the audit log; what Outrider did by itself, in the events. Uses audit_object_idx and
-- event_campaign_idx, and merges the two.
SELECT a.id, a.actor_kind, a.actor_id, a.action, a.data, CAST(NULL AS BIGINT) AS mailbox_id, a.created_at
  FROM audit a
 WHERE a.workspace_id = :workspace AND a.object_id = :object AND a.id < :before
UNION ALL
SELECT e.id, 'system', CAST(NULL AS BIGINT), e.type, e.data, e.mailbox_id, e.created_at
  FROM event e
 WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign AND e.id < :before
   AND (e.type = 'campaign.completed' OR (e.type = 'campaign.resumed' AND e.mailbox_id IS NOT NULL)
        OR (e.type = 'campaign.paused' AND e.data <> '{"cause":"user"}'))
 ORDER BY 1 DESC
 LIMIT :limit;
