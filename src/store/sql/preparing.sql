-- name: preparing_get
SELECT revision, after_id, checked, told_at
  FROM preparing
 WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: preparing_put
INSERT INTO preparing (workspace_id, campaign_id, revision, after_id, checked, told_at)
VALUES (:workspace, :campaign, :revision, :after, :checked, :told_at)
ON CONFLICT (workspace_id, campaign_id) DO UPDATE
   SET revision = excluded.revision, after_id = excluded.after_id, checked = excluded.checked,
       told_at = excluded.told_at;

-- name: preparing_forget
DELETE FROM preparing WHERE workspace_id = :workspace AND campaign_id = :campaign;
