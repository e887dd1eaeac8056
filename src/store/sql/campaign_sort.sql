-- name: campaign_sort_by_number
-- A page of ids by a figure. :sign is -1 for the largest first; what has no figure is last either way. A team's campaigns are
-- hundreds, so they are all looked at.
SELECT keyed.id, keyed.place
  FROM (SELECT k.id, coalesce(CAST(:sign AS BIGINT) *
                              CASE CAST(:by AS TEXT)
                                WHEN 'status' THEN CASE k.status WHEN 'active' THEN 0 WHEN 'evergreen' THEN 1 WHEN 'preparing' THEN 2
                                                                 WHEN 'paused' THEN 3 WHEN 'draft' THEN 4 ELSE 5 END
                                WHEN 'contacts' THEN c.contacts
                                WHEN 'sent' THEN c.sent
                                WHEN 'replied' THEN c.replied
                                WHEN 'bounced' THEN c.bounced
                                WHEN 'next_send_at' THEN
                                  (SELECT min(s.due_at)
                                     FROM campaign_mailbox m
                                     JOIN send s ON s.workspace_id = m.workspace_id AND s.mailbox_id = m.mailbox_id
                                                AND s.status = 'due' AND s.awaits_approval = 0 AND s.campaign_id = m.campaign_id
                                    WHERE m.workspace_id = k.workspace_id AND m.campaign_id = k.id
                                      AND k.status IN ('active', 'evergreen'))
                                ELSE k.created_at
                              END, 9223372036854775807) AS place
          FROM campaign k
          JOIN campaign_counter c ON c.workspace_id = k.workspace_id AND c.campaign_id = k.id
         WHERE k.workspace_id = :workspace AND k.archived = :archived AND (:status = '' OR k.status = :status)
           AND (:owner = 0 OR k.owner_id = :owner) AND (:pattern = '' OR k.name_key LIKE :pattern ESCAPE '\')
           AND (:mailbox = 0 OR EXISTS (SELECT 1
                                          FROM campaign_mailbox m
                                         WHERE m.workspace_id = k.workspace_id AND m.campaign_id = k.id
                                           AND m.mailbox_id = :mailbox))) AS keyed
 WHERE :after_id = 0 OR keyed.place > :after OR (keyed.place = :after AND keyed.id < :after_id)
 ORDER BY keyed.place, keyed.id DESC
 LIMIT :limit;

-- name: campaign_sort_by_name
SELECT k.id, k.name_key
  FROM campaign k
 WHERE k.workspace_id = :workspace AND k.archived = :archived AND (:status = '' OR k.status = :status)
   AND (:owner = 0 OR k.owner_id = :owner) AND (:pattern = '' OR k.name_key LIKE :pattern ESCAPE '\')
   AND (:mailbox = 0 OR EXISTS (SELECT 1
                                  FROM campaign_mailbox m
                                 WHERE m.workspace_id = k.workspace_id AND m.campaign_id = k.id AND m.mailbox_id = :mailbox))
   AND (:after_id = 0 OR k.name_key > :after OR (k.name_key = :after AND k.id < :after_id))
 ORDER BY k.name_key, k.id DESC
 LIMIT :limit;

-- name: campaign_sort_by_name_down
SELECT k.id, k.name_key
  FROM campaign k
 WHERE k.workspace_id = :workspace AND k.archived = :archived AND (:status = '' OR k.status = :status)
   AND (:owner = 0 OR k.owner_id = :owner) AND (:pattern = '' OR k.name_key LIKE :pattern ESCAPE '\')
   AND (:mailbox = 0 OR EXISTS (SELECT 1
                                  FROM campaign_mailbox m
                                 WHERE m.workspace_id = k.workspace_id AND m.campaign_id = k.id AND m.mailbox_id = :mailbox))
   AND (:after_id = 0 OR k.name_key < :after OR (k.name_key = :after AND k.id < :after_id))
 ORDER BY k.name_key DESC, k.id DESC
 LIMIT :limit;
