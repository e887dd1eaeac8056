-- name: workspace_get
SELECT id, name, organization, postal_address, timezone, opt_out_text, no_tracking_countries, created_at
  FROM workspace
 WHERE id = :id;

-- name: workspace_update
UPDATE workspace
   SET name = :name, organization = :organization, postal_address = :postal_address, timezone = :timezone,
       opt_out_text = :opt_out_text, no_tracking_countries = :no_tracking_countries
 WHERE id = :id;
