-- name: step_list
-- Uses step_position_idx.
SELECT id, position, subject, body_text, body_html, preheader, review, condition, COALESCE(delay_ms, -1), COALESCE(delay_days, -1),
       variant_name, variant_weight, variant_enabled, winner_after, winner_id, winner_at, winner_by,
       winner_by_rule, winner_looked_at
  FROM step
 WHERE workspace_id = :workspace AND campaign_id = :campaign
 ORDER BY position;

-- name: step_delay
-- Uses step_position_idx.
SELECT COALESCE(delay_ms, -1), COALESCE(delay_days, -1)
  FROM step
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND position = :position;

-- name: step_add
INSERT INTO step (workspace_id, id, campaign_id, position, subject, body_text, body_html, preheader, review, condition, delay_ms,
                  delay_days, variant_name, variant_weight, variant_enabled, winner_after, winner_id, winner_at, winner_by,
                  winner_by_rule)
VALUES (:workspace, :id, :campaign, :position, :subject, :body_text, :body_html, :preheader, :review, :condition, :delay_ms,
        :delay_days, :variant_name, :variant_weight, :variant_enabled, :winner_after, :winner_id, :winner_at, :winner_by,
        :winner_by_rule);

-- name: step_update
UPDATE step
   SET position = :position, subject = :subject, body_text = :body_text, body_html = :body_html, preheader = :preheader,
       review = :review, condition = :condition, delay_ms = :delay_ms, delay_days = :delay_days, variant_name = :variant_name,
       variant_weight = :variant_weight, variant_enabled = :variant_enabled, winner_after = :winner_after, winner_id = :winner_id,
       winner_at = :winner_at, winner_by = :winner_by, winner_by_rule = :winner_by_rule
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND id = :id;

-- name: step_set_winner
UPDATE step
   SET winner_after = :winner_after, winner_id = :winner_id, winner_at = :winner_at, winner_by = :winner_by,
       winner_by_rule = :winner_by_rule
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND id = :id;

-- name: step_looked
UPDATE step SET winner_looked_at = :now WHERE workspace_id = :workspace AND campaign_id = :campaign AND id = :id;

-- name: step_lift_positions
-- Out of each other's way, so that steps can change places: a position is held once at any moment.
UPDATE step SET position = -position WHERE workspace_id = :workspace AND campaign_id = :campaign;

-- name: step_delete
DELETE FROM step WHERE workspace_id = :workspace AND campaign_id = :campaign AND id = :id;

-- name: step_unplan_enrollments
-- Contacts whose send of this step was planned and has not gone wait for it again.
UPDATE enrollment
   SET due_at = (SELECT min(s.due_at)
                   FROM send s
                  WHERE s.workspace_id = enrollment.workspace_id AND s.enrollment_id = enrollment.id
                    AND s.step_id = :step AND s.status = 'due')
 WHERE workspace_id = :workspace AND status = 'live'
   AND id IN (SELECT p.enrollment_id
                FROM send p
               WHERE p.workspace_id = :workspace AND p.campaign_id = :campaign AND p.step_id = :step
                 AND p.status = 'due');

-- name: step_unplan_sends
DELETE FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step AND status = 'due';

-- name: step_was_sent
-- Uses send_campaign_idx.
SELECT 1
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step
   AND status IN ('claimed', 'transmitting', 'sent', 'unknown')
 LIMIT 1;

-- name: step_ends
-- People whose last email was of this step, by how their sequence ended. Uses enrollment_campaign_idx.
SELECT next_position - 1,
       sum(CASE WHEN status = 'bounced' THEN 1 ELSE 0 END),
       sum(CASE WHEN status = 'unsubscribed' THEN 1 ELSE 0 END)
  FROM enrollment
 WHERE workspace_id = :workspace AND campaign_id = :campaign
 GROUP BY next_position;

-- name: step_counts
SELECT t.id, t.position,
       sum(CASE WHEN s.status = 'sent' THEN 1 ELSE 0 END),
       sum(CASE WHEN s.status = 'failed' THEN 1 ELSE 0 END),
       sum(CASE WHEN s.status = 'unknown' THEN 1 ELSE 0 END)
  FROM step t
  LEFT JOIN send s ON s.workspace_id = t.workspace_id AND s.campaign_id = t.campaign_id AND s.step_id = t.id
 WHERE t.workspace_id = :workspace AND t.campaign_id = :campaign
 GROUP BY t.id, t.position
 ORDER BY t.position;
