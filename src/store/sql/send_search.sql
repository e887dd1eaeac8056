-- name: send_search_begin
-- An email that was sent again, and became unknown again, is looked for from the start.
INSERT INTO send_search (workspace_id, send_id, mailbox_id, attempt_id, reason, unknown_since, next_search_at)
VALUES (:workspace, :send, :mailbox, :attempt, :reason, :now, :next_at)
ON CONFLICT (workspace_id, send_id) DO UPDATE
   SET mailbox_id = excluded.mailbox_id, attempt_id = excluded.attempt_id, reason = excluded.reason,
       unknown_since = excluded.unknown_since, searches = 0, last_searched_at = NULL,
       next_search_at = excluded.next_search_at, no_sent_folder = 0, found_at = NULL, found_in = NULL, found_id = NULL,
       found_date = NULL;

-- name: send_search_get
SELECT mailbox_id, attempt_id, reason, unknown_since, searches, last_searched_at, next_search_at, no_sent_folder, found_at,
       found_in, found_id, found_date
  FROM send_search
 WHERE workspace_id = :workspace AND send_id = :send;

-- name: send_search_update
UPDATE send_search
   SET searches = :searches, last_searched_at = :searched_at, next_search_at = :next_at, no_sent_folder = :no_sent_folder,
       found_at = :found_at, found_in = :found_in, found_id = :found_id, found_date = :found_date
 WHERE workspace_id = :workspace AND send_id = :send;

-- name: send_search_end
-- It was decided.
UPDATE send_search SET next_search_at = NULL WHERE workspace_id = :workspace AND send_id = :send;

-- name: send_search_list_due
-- Uses send_search_due_idx.
SELECT q.send_id, q.attempt_id, s.message_id
  FROM send_search q
  JOIN send s ON s.workspace_id = q.workspace_id AND s.id = q.send_id
 WHERE q.workspace_id = :workspace AND q.mailbox_id = :mailbox AND q.next_search_at <= :now
 ORDER BY q.next_search_at, q.send_id
 LIMIT :limit;

-- name: send_search_due_mailboxes
-- Uses send_search_due_idx.
SELECT q.workspace_id, q.mailbox_id, min(q.next_search_at)
  FROM send_search q
  JOIN mailbox m ON m.workspace_id = q.workspace_id AND m.id = q.mailbox_id AND m.status = 'active'
 WHERE q.next_search_at <= :now
 GROUP BY q.workspace_id, q.mailbox_id;

-- name: send_search_detach_mailbox
UPDATE send_search
   SET mailbox_id = NULL, next_search_at = NULL, found_in = NULL, found_id = NULL
 WHERE workspace_id = :workspace AND mailbox_id = :mailbox;
