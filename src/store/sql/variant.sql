-- name: variant_list
-- Uses step_variant_campaign_idx.
SELECT step_id, id, name, weight, enabled, subject, body_text, body_html
  FROM step_variant
 WHERE workspace_id = :workspace AND campaign_id = :campaign
 ORDER BY step_id, position;

-- name: variant_add
INSERT INTO step_variant (workspace_id, id, campaign_id, step_id, position, name, weight, enabled, subject, body_text,
                          body_html)
VALUES (:workspace, :id, :campaign, :step, :position, :name, :weight, :enabled, :subject, :body_text, :body_html);

-- name: variant_update
UPDATE step_variant
   SET position = :position, name = :name, weight = :weight, enabled = :enabled, subject = :subject,
       body_text = :body_text, body_html = :body_html
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step AND id = :id;

-- name: variant_delete
DELETE FROM step_variant
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step AND id = :id;

-- name: variant_delete_of_step
DELETE FROM step_variant WHERE workspace_id = :workspace AND campaign_id = :campaign AND step_id = :step;

-- name: variant_was_sent
-- Uses send_campaign_idx.
SELECT 1
  FROM send
 WHERE workspace_id = :workspace AND campaign_id = :campaign AND variant_id = :variant
   AND status IN ('claimed', 'transmitting', 'sent', 'unknown')
 LIMIT 1;

-- name: variant_counts
-- An answer belongs to the last email that its writer had got. Whoever was erased counts on neither side. Uses
-- send_campaign_idx.
SELECT s.step_id, coalesce(s.variant_id, s.step_id), count(*),
       sum(CASE WHEN e.status = 'replied' AND e.next_position = s.position + 1 THEN 1 ELSE 0 END),
       sum(CASE WHEN s.sent_at <= :ripe THEN 1 ELSE 0 END),
       sum(CASE WHEN s.sent_at <= :ripe AND e.status = 'replied' AND e.next_position = s.position + 1 THEN 1 ELSE 0 END)
  FROM send s
  JOIN enrollment e ON e.workspace_id = s.workspace_id AND e.id = s.enrollment_id
 WHERE s.workspace_id = :workspace AND s.campaign_id = :campaign AND s.status = 'sent'
 GROUP BY s.step_id, coalesce(s.variant_id, s.step_id);
