-- name: attachment_add
INSERT INTO attachment (workspace_id, id, name, type, size, sha256, created_at, created_by, used_at)
VALUES (:workspace, :id, :name, :type, :size, :sha256, :now, :user, :now);

-- name: attachment_get
SELECT id, name, type, size, sha256, created_at, created_by
  FROM attachment
 WHERE workspace_id = :workspace AND id = :id;

-- name: attachment_list_of_campaign
SELECT s.step_id, s.content_id, a.id, a.name, a.type, a.size, a.sha256, a.created_at, a.created_by
  FROM step_attachment s
  JOIN attachment a ON a.workspace_id = s.workspace_id AND a.id = s.attachment_id
 WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign
 ORDER BY s.step_id, s.position;

-- name: attachment_carriers
-- Campaigns that carry files and are not over.
SELECT c.id
  FROM campaign c
 WHERE c.workspace_id = :workspace AND c.status <> 'completed' AND c.archived = 0
   AND EXISTS (SELECT 1
                 FROM step_attachment s
                WHERE s.workspace_id = c.workspace_id AND s.campaign_id = c.id)
 ORDER BY c.id;

-- name: attachment_attach
INSERT INTO step_attachment (workspace_id, campaign_id, step_id, position, attachment_id, content_id)
VALUES (:workspace, :campaign, :step, :position, :attachment, :content_id);

-- name: attachment_detach
DELETE FROM step_attachment WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step;

-- name: attachment_touch
-- Its day begins again for whatever this campaign uses.
UPDATE attachment
   SET used_at = :now
 WHERE workspace_id = :workspace
   AND id IN (SELECT s.attachment_id
                FROM step_attachment s
               WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign);

-- name: attachment_delete_unused
-- Uses attachment_used_idx and step_attachment_use_idx.
DELETE FROM attachment
 WHERE used_at < :before
   AND NOT EXISTS (SELECT 1
                     FROM step_attachment s
                    WHERE s.workspace_id = attachment.workspace_id AND s.attachment_id = attachment.id);

-- name: attachment_hash_is_known
-- Uses attachment_hash_idx.
SELECT 1 FROM attachment WHERE sha256 = :sha256 LIMIT 1;
