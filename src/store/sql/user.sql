-- name: user_workspace_first
SELECT id FROM workspace ORDER BY id LIMIT 1;

-- name: user_workspace_add
INSERT INTO workspace (id, name, created_at)
VALUES (:id, :name, :now);

-- name: user_claim_first_owner
-- One row decides who is first, also between two nodes.
INSERT INTO instance (name, value)
VALUES ('first_owner', :user)
ON CONFLICT (name) DO NOTHING;

-- name: user_add
INSERT INTO app_user (workspace_id, id, email, email_key, name, role, password_hash, created_at)
VALUES (:workspace, :id, :email, :email_key, :name, :role, :password_hash, :now)
ON CONFLICT (email_key) DO NOTHING;

-- name: user_find_by_email
-- Uses app_user_email_idx.
SELECT workspace_id, id, email, email_key, name, role, password_hash, created_at
  FROM app_user
 WHERE email_key = :email_key;

-- name: user_get
SELECT workspace_id, id, email, email_key, name, role, password_hash, created_at
  FROM app_user
 WHERE workspace_id = :workspace AND id = :id;

-- name: user_list
SELECT workspace_id, id, email, email_key, name, role, password_hash, created_at
  FROM app_user
 WHERE workspace_id = :workspace AND id > :after
 ORDER BY id
 LIMIT :limit;

-- name: user_count
SELECT count(*) FROM app_user WHERE workspace_id = :workspace;
