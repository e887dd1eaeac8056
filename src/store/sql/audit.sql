-- name: audit_add
INSERT INTO audit (workspace_id, id, actor_kind, actor_id, action, object_id, data, created_at)
VALUES (:workspace, :id, :actor_kind, :actor, :action, :object, :data, :now);

-- name: audit_list
SELECT workspace_id, id, actor_kind, actor_id, action, object_id, data, created_at
  FROM audit
 WHERE workspace_id = :workspace AND id < :before
 ORDER BY id DESC
 LIMIT :limit;
