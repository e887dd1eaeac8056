-- name: list_add
-- Uses list_name_idx.
INSERT INTO list (workspace_id, id, name, name_key, created_at)
VALUES (:workspace, :id, :name, :name_key, :now)
ON CONFLICT (workspace_id, name_key) DO NOTHING;

-- name: list_find
-- Uses list_name_idx.
SELECT id FROM list WHERE workspace_id = :workspace AND name_key = :name_key;

-- name: list_member_add
INSERT INTO list_member (workspace_id, list_id, contact_id)
VALUES (:workspace, :list, :contact)
ON CONFLICT (workspace_id, list_id, contact_id) DO NOTHING;

-- name: list_list
SELECT l.id, l.name, l.created_at, COALESCE(t.contacts, 0)
  FROM list l
  LEFT JOIN contact_total t ON t.workspace_id = l.workspace_id AND t.list_id = l.id
 WHERE l.workspace_id = :workspace
 ORDER BY l.name_key
 LIMIT :limit;

-- name: list_of_contact
-- Uses list_member_contact_idx.
SELECT l.name
  FROM list_member m
  JOIN list l ON l.workspace_id = m.workspace_id AND l.id = m.list_id
 WHERE m.workspace_id = :workspace AND m.contact_id = :contact
 ORDER BY l.name_key
 LIMIT :limit;
