-- name: workspace_get
SELECT id, name, organization, postal_address, timezone, opt_out_text, created_at FROM workspace WHERE id = :id;

-- name: workspace_add
INSERT INTO workspace (id, name, organization, postal_address, timezone, opt_out_text, created_at)
VALUES (:id, :name, :organization, :postal_address, :timezone, :opt_out_text, :now);

-- name: workspace_update
UPDATE workspace
   SET name = :name, organization = :organization, postal_address = :postal_address, timezone = :timezone,
       opt_out_text = :opt_out_text
 WHERE id = :id;

-- name: workspace_first
SELECT min(id) FROM workspace;
