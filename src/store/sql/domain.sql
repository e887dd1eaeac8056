-- name: campaign_domain_get
SELECT permitted_at, planned_at
  FROM campaign_domain
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND domain = :domain;

-- name: campaign_domain_set
INSERT INTO campaign_domain (workspace_id, campaign_id, domain, permitted_at, planned_at)
VALUES (:workspace, :campaign, :domain, :permitted_at, :planned_at)
ON CONFLICT (workspace_id, campaign_id, domain) DO UPDATE
   SET permitted_at = excluded.permitted_at, planned_at = excluded.planned_at;

-- name: campaign_domain_forget_plans
UPDATE campaign_domain
   SET planned_at = 0
 WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: campaign_domain_recall
-- Where spacing begins in a campaign that has sent already. Uses send_campaign_idx.
INSERT INTO campaign_domain (workspace_id, campaign_id, domain, permitted_at)
SELECT s.workspace_id, s.campaign_id, c.domain, max(s.permitted_at)
  FROM send s
  JOIN contact c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
 WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign AND s.permitted_at >= :since
 GROUP BY s.workspace_id, s.campaign_id, c.domain
ON CONFLICT (workspace_id, campaign_id, domain) DO UPDATE
   SET permitted_at = CASE WHEN excluded.permitted_at > campaign_domain.permitted_at THEN excluded.permitted_at
                           ELSE campaign_domain.permitted_at END;
