-- name: saved_view_add
-- A user's name is held once for each page.
INSERT INTO saved_view (workspace_id, id, user_id, page, name, query, created_at)
VALUES (:workspace, :id, :user, :page, :name, :query, :now)
ON CONFLICT (workspace_id, user_id, page, name) DO NOTHING;

-- name: saved_view_list
-- Uses saved_view_name_idx.
SELECT id, page, name, query, created_at
  FROM saved_view
 WHERE workspace_id = :workspace AND user_id = :user AND page = :page
 ORDER BY name
 LIMIT :limit;

-- name: saved_view_get
SELECT id, page, name, query, created_at
  FROM saved_view
 WHERE workspace_id = :workspace AND user_id = :user AND id = :id;

-- name: saved_view_find
-- Uses saved_view_name_idx.
SELECT id
  FROM saved_view
 WHERE workspace_id = :workspace AND user_id = :user AND page = :page AND name = :name;

-- name: saved_view_count
SELECT count(*) FROM saved_view WHERE workspace_id = :workspace AND user_id = :user;

-- name: saved_view_update
UPDATE saved_view
   SET name = :name, query = :query
 WHERE workspace_id = :workspace AND user_id = :user AND id = :id;

-- name: saved_view_delete
DELETE FROM saved_view WHERE workspace_id = :workspace AND user_id = :user AND id = :id;
