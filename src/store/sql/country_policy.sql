-- name: country_policy_find
-- The rule for a country, else the one for all others.
SELECT coalesce((SELECT rule FROM country_policy WHERE workspace_id = :workspace AND code = :code),
                (SELECT rule FROM country_policy WHERE workspace_id = :workspace AND code = '*'), 'allow');

-- name: country_policy_list
SELECT code, rule, set_at FROM country_policy WHERE workspace_id = :workspace ORDER BY code LIMIT :limit;

-- name: country_policy_set
INSERT INTO country_policy (workspace_id, code, rule, set_at)
VALUES (:workspace, :code, :rule, :now)
ON CONFLICT (workspace_id, code) DO UPDATE SET rule = :rule, set_at = :now WHERE country_policy.rule <> :rule;

-- name: country_policy_drop
DELETE FROM country_policy WHERE workspace_id = :workspace AND code = :code;
