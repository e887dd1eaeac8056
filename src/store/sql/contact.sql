-- name: contact_get
SELECT workspace_id, id, email_key, domain, email, first_name, last_name, title, company, location, country, timezone,
       language, linkedin, twitter, context, source, legal_basis, custom, import_id, created_at, updated_at
  FROM contact
 WHERE workspace_id = :workspace AND id = :id;

-- name: contact_find_by_key
-- Uses contact_email_idx.
SELECT workspace_id, id, email_key, domain, email, first_name, last_name, title, company, location, country, timezone,
       language, linkedin, twitter, context, source, legal_basis, custom, import_id, created_at, updated_at
  FROM contact
 WHERE workspace_id = :workspace AND email_key = :email_key;

-- name: contact_add
-- Uses contact_email_idx: an address is one contact.
INSERT INTO contact (workspace_id, id, email, email_key, domain, first_name, last_name, title, company, location, country,
                     timezone, language, linkedin, twitter, context, source, legal_basis, custom, search_key, import_id,
                     created_at, updated_at)
VALUES (:workspace, :id, :email, :email_key, :domain, :first_name, :last_name, :title, :company, :location, :country,
        :timezone, :language, :linkedin, :twitter, :context, :source, :legal_basis, :custom, :search_key, :import, :now,
        :now)
ON CONFLICT (workspace_id, email_key) DO NOTHING;

-- name: contact_update
UPDATE contact
   SET email = :email, email_key = :email_key, domain = :domain,
       company_domain = CASE WHEN company_domain IS NULL THEN NULL ELSE CAST(:company_domain AS TEXT) END,
       first_name = :first_name, last_name = :last_name,
       title = :title, company = :company, location = :location, country = :country, timezone = :timezone,
       language = :language, linkedin = :linkedin, twitter = :twitter, context = :context, source = :source,
       legal_basis = :legal_basis, custom = :custom, search_key = :search_key, updated_at = :now
 WHERE workspace_id = :workspace AND id = :id
   AND NOT EXISTS (SELECT 1
                     FROM contact o
                    WHERE o.workspace_id = :workspace AND o.email_key = :email_key AND o.id <> :id);

-- name: contact_delete
DELETE FROM contact WHERE workspace_id = :workspace AND id = :id;

-- name: contact_count_sends
-- Uses send_contact_idx.
SELECT count(*) FROM send WHERE workspace_id = :workspace AND contact_id = :contact AND sent_at IS NOT NULL;

-- name: contact_forget_sends
-- Uses send_contact_idx. That something was sent stays; to whom and what does not. What had not gone by now never goes.
UPDATE send
   SET contact_id = NULL, enrollment_id = NULL, subject = NULL, last_error_text = NULL,
       status = CASE WHEN status IN ('due', 'claimed') THEN 'cancelled' ELSE status END
 WHERE workspace_id = :workspace AND contact_id = :contact;

-- name: contact_forget_incoming
-- Uses incoming_contact_idx. The row stays, so that the mail is not taken in once more.
UPDATE incoming
   SET contact_id = NULL, enrollment_id = NULL, subject = NULL
 WHERE workspace_id = :workspace AND contact_id = :contact;

-- name: contact_list
SELECT workspace_id, id, email_key, domain, email, first_name, last_name, title, company, location, country, timezone,
       language, linkedin, twitter, context, source, legal_basis, custom, import_id, created_at, updated_at
  FROM contact
 WHERE workspace_id = :workspace AND id > :after AND (:pattern = '' OR search_key LIKE :pattern ESCAPE '\')
 ORDER BY id
 LIMIT :limit;

-- name: contact_list_of_list
SELECT c.workspace_id, c.id, c.email_key, c.domain, c.email, c.first_name, c.last_name, c.title, c.company, c.location,
       c.country, c.timezone, c.language, c.linkedin, c.twitter, c.context, c.source, c.legal_basis, c.custom, c.import_id,
       c.created_at, c.updated_at
  FROM list_member m
  JOIN contact c ON c.workspace_id = m.workspace_id AND c.id = m.contact_id
 WHERE m.workspace_id = :workspace AND m.list_id = :list AND m.contact_id > :after
   AND (:pattern = '' OR c.search_key LIKE :pattern ESCAPE '\')
 ORDER BY m.contact_id
 LIMIT :limit;

-- name: contact_total_get
SELECT contacts FROM contact_total WHERE workspace_id = :workspace AND list_id = :list;

-- name: contact_total_add
INSERT INTO contact_total (workspace_id, list_id, contacts)
VALUES (:workspace, :list, :added)
ON CONFLICT (workspace_id, list_id) DO UPDATE SET contacts = contact_total.contacts + :added;

-- name: contact_total_forget
-- Uses list_member_contact_idx. One fewer in all, and on each list that this contact is on.
UPDATE contact_total
   SET contacts = contacts - 1
 WHERE workspace_id = :workspace
   AND list_id IN (SELECT 0
                    UNION ALL
                   SELECT m.list_id FROM list_member m WHERE m.workspace_id = :workspace AND m.contact_id = :contact);

-- name: contact_list_of_domain
SELECT id
  FROM contact
 WHERE workspace_id = :workspace AND id > :after AND (domain = :domain OR domain LIKE :subdomains ESCAPE '\')
 ORDER BY id
 LIMIT :limit;

-- name: contact_list_custom
SELECT custom
  FROM contact
 WHERE workspace_id = :workspace AND custom <> '{}'
 ORDER BY id DESC
 LIMIT :limit;
