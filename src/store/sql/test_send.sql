-- name: test_send_add
INSERT INTO test_send (workspace_id, id, campaign_id, contact_id, mailbox_id, position, to_address, status, boot, epoch,
                       created_by, created_at)
VALUES (:workspace, :id, :campaign, :contact, :mailbox, :position, :to_address, 'claimed', :boot, :epoch, :by, :now);

-- name: test_send_get
SELECT workspace_id, id, campaign_id, contact_id, mailbox_id, position, to_address, status, boot, epoch, created_by,
       created_at, permit_day, ended_at, error_code, error_text
  FROM test_send
 WHERE workspace_id = :workspace AND id = :id;

-- name: test_send_permit
UPDATE test_send
   SET status = 'transmitting', permit_day = :day
 WHERE workspace_id = :workspace AND id = :id AND status = 'claimed';

-- name: test_send_end
UPDATE test_send
   SET status = :status, ended_at = :now, error_code = :code, error_text = :text
 WHERE workspace_id = :workspace AND id = :id AND status IN ('claimed', 'transmitting');

-- name: test_send_end_orphans
-- Of a process that died: whether the provider took what was being handed over is not known, and it is not sent again. Uses
-- test_send_open_idx.
UPDATE test_send
   SET status = CASE WHEN status = 'transmitting' THEN 'unknown' ELSE 'cancelled' END, ended_at = :now,
       error_code = 'process_died', error_text = 'Outrider stopped while this was being sent.'
 WHERE status IN ('claimed', 'transmitting') AND boot <> :boot;

-- name: test_send_count_since
-- Uses test_send_created_idx.
SELECT count(*) FROM test_send WHERE workspace_id = :workspace AND created_at >= :since;
