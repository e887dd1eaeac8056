-- name: missing_fields
-- How many of a campaign's first people have each field. Uses enrollment_campaign_idx.
SELECT count(*), count(p.email), count(p.first_name), count(p.last_name), count(p.title), count(p.company),
       count(p.location), count(p.country), count(p.timezone), count(p.language), count(p.linkedin),
       count(p.twitter), count(p.context), count(p.source), count(p.legal_basis)
  FROM (SELECT c.email, c.first_name, c.last_name, c.title, c.company, c.location, c.country,
               c.timezone, c.language, c.linkedin, c.twitter, c.context, c.source, c.legal_basis
          FROM enrollment e
          JOIN contact c ON c.workspace_id = e.workspace_id AND c.id = e.contact_id
         WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign AND e.status IN ('live', 'review')
         ORDER BY e.id
         LIMIT :limit) AS p;

-- name: missing_custom
-- The custom fields of the same people. Uses enrollment_campaign_idx.
SELECT c.custom
  FROM enrollment e
  JOIN contact c ON c.workspace_id = e.workspace_id AND c.id = e.contact_id
 WHERE e.workspace_id = :workspace AND e.campaign_id = :campaign AND e.status IN ('live', 'review')
 ORDER BY e.id
 LIMIT :limit;
