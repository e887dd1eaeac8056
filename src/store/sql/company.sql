-- name: company_learn
UPDATE contact
   SET company_domain = :company
 WHERE workspace_id = :workspace AND id = :id AND company_domain IS NULL;

-- name: company_list_unknown
-- Uses enrollment_campaign_idx.
SELECT e.id, c.id, c.domain
  FROM enrollment e
  JOIN contact c ON c.workspace_id = e.workspace_id AND c.id = e.contact_id
 WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign AND e.id > :after AND c.company_domain IS NULL
 ORDER BY e.id
 LIMIT :limit;
