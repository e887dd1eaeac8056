-- name: import_add
INSERT INTO import (workspace_id, id, status, file_name, list_id, mapping, created_by, bytes_total, created_at)
VALUES (:workspace, :id, 'queued', :file_name, :list, :mapping, :created_by, :bytes_total, :now);

-- name: import_get
SELECT workspace_id, id, status, file_name, list_id, mapping, created_by, rows_total, rows_done, bytes_done, bytes_total,
       added, updated, rejected, suppressed, error_text, created_at, finished_at
  FROM import
 WHERE workspace_id = :workspace AND id = :id;

-- name: import_list
SELECT workspace_id, id, status, file_name, list_id, mapping, created_by, rows_total, rows_done, bytes_done, bytes_total,
       added, updated, rejected, suppressed, error_text, created_at, finished_at
  FROM import
 WHERE workspace_id = :workspace AND id < :before
 ORDER BY id DESC
 LIMIT :limit;

-- name: import_next
SELECT workspace_id, id, status, file_name, list_id, mapping, created_by, rows_total, rows_done, bytes_done, bytes_total,
       added, updated, rejected, suppressed, error_text, created_at, finished_at
  FROM import
 WHERE status IN ('queued', 'checking', 'running')
 ORDER BY CASE status WHEN 'queued' THEN 1 ELSE 0 END, id
 LIMIT 1;

-- name: import_progress
-- Not once it is over: a cancelled import stays cancelled.
UPDATE import
   SET status = :status, rows_total = :rows_total, rows_done = :rows_done, bytes_done = :bytes_done, added = :added,
       updated = :updated, rejected = :rejected, suppressed = :suppressed, error_text = :error_text,
       finished_at = :finished_at
 WHERE workspace_id = :workspace AND id = :id AND status IN ('queued', 'checking', 'running');

-- name: import_cancel
UPDATE import
   SET status = 'cancelled', finished_at = :now
 WHERE workspace_id = :workspace AND id = :id AND status IN ('queued', 'checking', 'running');
