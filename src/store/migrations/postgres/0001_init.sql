-- The first schema. Cost: none, the database is empty.
--
-- Keys are compared byte by byte (COLLATE "C"), as SQLite does, whatever the database's locale is.
--
-- Primary keys are (workspace_id, id). Instants are UTC milliseconds. Folded keys (*_key) are made in C. Rows of `send`
-- outlive their mailbox and contact: texts and references are nulled, the fact that something was sent stays.

CREATE TABLE workspace (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	organization TEXT NOT NULL DEFAULT '',
	postal_address TEXT NOT NULL DEFAULT '',
	timezone TEXT NOT NULL DEFAULT 'UTC',
	opt_out_text TEXT NOT NULL DEFAULT '',
	no_tracking_countries TEXT, -- codes between commas; NULL: ours
	created_at BIGINT NOT NULL
);

-- Whether a country may be written to: by ISO 3166 code, '?' where it is not known, '*' for all the others.
CREATE TABLE country_policy (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	code TEXT NOT NULL,
	rule TEXT NOT NULL CONSTRAINT country_policy_rule CHECK (rule IN ('allow', 'warn', 'block')),
	set_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, code)
);

-- Facts about this installation: lineage, canary, instance secrets (sealed).
CREATE TABLE instance (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE app_user (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL DEFAULT '',
	role TEXT NOT NULL CONSTRAINT app_user_role CHECK (role IN ('owner', 'manager', 'member', 'viewer')),
	password_hash TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves user_find_by_email; an address signs in to one user.
CREATE UNIQUE INDEX app_user_email_idx ON app_user (email_key);

CREATE TABLE session (
	token_hash BYTEA NOT NULL PRIMARY KEY,
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	user_id BIGINT NOT NULL,
	csrf_token TEXT NOT NULL,
	user_agent TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	FOREIGN KEY (workspace_id, user_id) REFERENCES app_user (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE api_key (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	key_hash BYTEA NOT NULL,
	scopes TEXT NOT NULL,
	created_by BIGINT,
	created_at BIGINT NOT NULL,
	used_at BIGINT,
	revoked_at BIGINT,
	PRIMARY KEY (workspace_id, id)
);
-- Serves api_key_find.
CREATE UNIQUE INDEX api_key_hash_idx ON api_key (key_hash);

CREATE TABLE mailbox (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	owner_id BIGINT,
	address TEXT NOT NULL,
	address_key TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL DEFAULT '',
	name_key TEXT COLLATE "C" NOT NULL DEFAULT '',
	provider TEXT NOT NULL CONSTRAINT mailbox_provider CHECK (provider IN ('smtp', 'google', 'microsoft', 'oauth')),
	status TEXT NOT NULL CONSTRAINT mailbox_status CHECK (status IN ('active', 'inactive')),
	cause TEXT CONSTRAINT mailbox_cause CHECK (cause IN ('user', 'auth_error', 'provider_block', 'operator')),
	inactive_since BIGINT,
	inactive_by BIGINT,
	locked INTEGER NOT NULL DEFAULT 0,
	last_error_code TEXT,
	last_error_text TEXT,
	last_error_at BIGINT,
	epoch BIGINT NOT NULL DEFAULT 1,
	-- A disconnect whose receipt is still open; undo, reconnect and removal wait for it.
	disconnecting INTEGER NOT NULL DEFAULT 0,
	undo_until BIGINT,
	subject_issuer TEXT,
	subject_id TEXT,
	-- Hosts, ports and usernames of a password mailbox, as JSON; never secrets.
	endpoints TEXT NOT NULL DEFAULT '{}',
	daily_cap INTEGER NOT NULL DEFAULT 30,
	min_gap_seconds INTEGER NOT NULL DEFAULT 180,
	-- The ramp; ramp_level counts the days with an email before ramp_day, the latest with one.
	ramp_start INTEGER,
	ramp_step INTEGER,
	ramp_ceiling INTEGER,
	ramp_level INTEGER NOT NULL DEFAULT 0,
	ramp_day INTEGER NOT NULL DEFAULT 0,
	timezone TEXT NOT NULL DEFAULT 'UTC',
	reply_to TEXT,
	signature TEXT NOT NULL DEFAULT '',
	signature_html TEXT NOT NULL DEFAULT '',
	send_as TEXT, -- in From instead of the address
	tracking_host TEXT, -- whose name pixels and links of its emails carry; NULL: the server's own
	next_permit_at BIGINT NOT NULL DEFAULT 0,
	last_sent_at BIGINT,
	sync_cursor TEXT NOT NULL DEFAULT '',
	synced_at BIGINT,
	auth_refused_at BIGINT,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id),
	CONSTRAINT mailbox_inactive_dated CHECK ((status = 'inactive') = (cause IS NOT NULL) AND
		(status = 'inactive') = (inactive_since IS NOT NULL))
);
-- Serves mailbox_find_by_address; an address exists once.
CREATE UNIQUE INDEX mailbox_address_idx ON mailbox (workspace_id, address_key);

-- Sealed; the row is deleted when the secret is dropped. generation tells a refreshed credential from the one it replaced.
CREATE TABLE credential (
	workspace_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	kind TEXT NOT NULL CONSTRAINT credential_kind CHECK (kind IN ('smtp_password', 'imap_password', 'refresh_token',
		'access_token')),
	sealed BYTEA NOT NULL,
	expires_at BIGINT,
	generation BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (workspace_id, mailbox_id, kind),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE mailbox_hold (
	workspace_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	cause TEXT NOT NULL CONSTRAINT mailbox_hold_cause CHECK (cause IN ('user', 'rate_limit', 'provider', 'bounce_guard',
		'complaint_guard', 'catch_up')),
	until_at BIGINT,
	by_user_id BIGINT,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, mailbox_id, cause),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);

-- Permits taken per local day of the mailbox; a returned permit gives it back on its day.
CREATE TABLE mailbox_day (
	workspace_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	day INTEGER NOT NULL, -- yyyymmdd in the mailbox's zone
	taken INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (workspace_id, mailbox_id, day),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE campaign (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	owner_id BIGINT,
	name TEXT NOT NULL,
	name_key TEXT COLLATE "C" NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL CONSTRAINT campaign_status CHECK (status IN ('draft', 'preparing', 'active', 'evergreen', 'paused',
		'completed')),
	evergreen INTEGER NOT NULL DEFAULT 0,
	paused_cause TEXT CONSTRAINT campaign_paused_cause CHECK (paused_cause IN ('user', 'mailbox_disconnected',
		'mailbox_auth_error', 'mailbox_blocked', 'mailbox_removed', 'bounce_guard', 'complaint_guard', 'member_left',
		'operator')),
	paused_previous_status TEXT,
	paused_at BIGINT,
	paused_by BIGINT,
	timezone TEXT NOT NULL,
	sending_days INTEGER NOT NULL, -- bit 0 is Monday
	sending_hours INTEGER NOT NULL, -- bit 0 is 00:00-00:59
	-- Whose clock windows and days are read on; the first and the last day are always the campaign's.
	timezone_source TEXT NOT NULL DEFAULT 'campaign' CONSTRAINT campaign_timezone_source CHECK (timezone_source IN (
		'campaign', 'contact')),
	holiday_countries TEXT NOT NULL DEFAULT '', -- 'AT DE'
	holiday_dates TEXT NOT NULL DEFAULT '', -- '20261224 20261231'
	starts_on INTEGER, -- yyyymmdd
	ends_on INTEGER,
	domain_spacing_minutes INTEGER NOT NULL DEFAULT 0,
	opt_out_line INTEGER NOT NULL DEFAULT 1,
	on_mailbox_loss TEXT NOT NULL DEFAULT 'pause' CONSTRAINT campaign_on_mailbox_loss CHECK (on_mailbox_loss IN ('pause',
		'continue_with_others')),
	overlap TEXT NOT NULL DEFAULT 'skip' CONSTRAINT campaign_overlap CHECK (overlap IN ('skip', 'allow')),
	stop_on_reply INTEGER NOT NULL DEFAULT 1, -- bit 0: whoever answered; bit 1: their colleagues too
	track_opens INTEGER NOT NULL DEFAULT 0,
	track_clicks INTEGER NOT NULL DEFAULT 0,
	new_contact_cap INTEGER,
	sender TEXT NOT NULL DEFAULT '{}', -- what it says instead of its mailboxes and the settings, as JSON
	format TEXT NOT NULL DEFAULT 'as_written' CONSTRAINT campaign_format CHECK (format IN ('as_written', 'plain', 'html')),
	goal TEXT, -- what a contact's field has to be to have reached it, as JSON
	revision BIGINT NOT NULL DEFAULT 1,
	archived INTEGER NOT NULL DEFAULT 0,
	prepared_by_boot TEXT,
	created_at BIGINT NOT NULL,
	launched_at BIGINT,
	completed_at BIGINT,
	PRIMARY KEY (workspace_id, id),
	CONSTRAINT campaign_paused_dated CHECK ((status = 'paused') = (paused_cause IS NOT NULL) AND
		(status = 'paused') = (paused_at IS NOT NULL) AND (status = 'paused') = (paused_previous_status IS NOT NULL))
);

-- When a campaign last wrote to a domain, and is going to: kept only while it spaces its emails by domain.
CREATE TABLE campaign_domain (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	domain TEXT NOT NULL,
	permitted_at BIGINT NOT NULL DEFAULT 0,
	planned_at BIGINT NOT NULL DEFAULT 0, -- the latest row
	PRIMARY KEY (workspace_id, campaign_id, domain),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE
);

-- How far the preparing of a campaign has come. The row goes with its end.
CREATE TABLE preparing (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	revision BIGINT NOT NULL, -- of the campaign; another one begins anew
	after_id BIGINT NOT NULL, -- the last enrollment that was checked
	checked BIGINT NOT NULL,
	told_at BIGINT NOT NULL, -- when the last event told of it
	PRIMARY KEY (workspace_id, campaign_id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE step (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	position INTEGER NOT NULL, -- from 1
	subject TEXT, -- NULL: in the thread of the step before
	body_text TEXT NOT NULL DEFAULT '',
	body_html TEXT,
	preheader TEXT NOT NULL DEFAULT '',
	review INTEGER NOT NULL DEFAULT 0, -- somebody approves each email of it
	condition TEXT, -- whom it is for, as JSON; NULL: everybody
	-- Exactly one of the two says how long after the step before.
	delay_ms BIGINT,
	delay_days INTEGER,
	-- Its own texts are variant A.
	variant_name TEXT NOT NULL DEFAULT 'A',
	variant_weight INTEGER NOT NULL DEFAULT 50,
	variant_enabled INTEGER NOT NULL DEFAULT 1,
	winner_after INTEGER, -- emails of each variant before the best may win by itself; NULL: it does not
	winner_id BIGINT, -- the variant everybody gets from now on; the step's id for A
	winner_at BIGINT,
	winner_by BIGINT, -- whoever chose it
	winner_by_rule INTEGER NOT NULL DEFAULT 0,
	winner_looked_at BIGINT, -- when the numbers were last looked at
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	CONSTRAINT step_one_delay CHECK ((delay_ms IS NULL) <> (delay_days IS NULL))
);
-- Serves step_list; a position is held once.
CREATE UNIQUE INDEX step_position_idx ON step (workspace_id, campaign_id, position);

-- The other wordings of a step, B to E.
CREATE TABLE step_variant (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	step_id BIGINT NOT NULL,
	position INTEGER NOT NULL, -- 1 is B
	name TEXT NOT NULL,
	weight INTEGER NOT NULL,
	enabled INTEGER NOT NULL DEFAULT 1,
	subject TEXT, -- NULL: the step's
	body_text TEXT NOT NULL DEFAULT '',
	body_html TEXT,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE
);
-- Serves variant_list.
CREATE INDEX step_variant_campaign_idx ON step_variant (workspace_id, campaign_id, step_id, position);

-- Files that go with emails. Their content lies in attachments/ of the data directory, under its hash.
CREATE TABLE attachment (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	type TEXT NOT NULL,
	size BIGINT NOT NULL,
	sha256 BYTEA NOT NULL,
	created_at BIGINT NOT NULL,
	created_by BIGINT, -- a user; NULL: the command line
	used_at BIGINT NOT NULL, -- when a step was last known to need it; a day later it may go
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE,
	CONSTRAINT attachment_not_empty CHECK (size > 0)
);
-- Serves attachment_hash_is_known.
CREATE INDEX attachment_hash_idx ON attachment (sha256);
-- Serves attachment_delete_unused.
CREATE INDEX attachment_used_idx ON attachment (used_at);

-- Which files a step carries. A file that is needed cannot be deleted.
CREATE TABLE step_attachment (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	step_id BIGINT NOT NULL,
	position INTEGER NOT NULL, -- from 1
	attachment_id BIGINT NOT NULL,
	content_id TEXT, -- of an image within the HTML; NULL: beside the text
	PRIMARY KEY (workspace_id, campaign_id, step_id, position),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, attachment_id) REFERENCES attachment (workspace_id, id) ON DELETE RESTRICT
);
-- Serves attachment_delete_unused.
CREATE INDEX step_attachment_use_idx ON step_attachment (workspace_id, attachment_id);

-- Which mailboxes a campaign sends from, with the counters that impact and disconnect read instead of counting.
CREATE TABLE campaign_mailbox (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	waiting BIGINT NOT NULL DEFAULT 0, -- live enrollments that belong to this mailbox
	PRIMARY KEY (workspace_id, campaign_id, mailbox_id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);
-- Serves campaign_list_of_mailbox.
CREATE INDEX campaign_mailbox_mailbox_idx ON campaign_mailbox (workspace_id, mailbox_id, campaign_id);

-- The set of mailboxes whose going paused a campaign.
CREATE TABLE campaign_pause (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	mailbox_epoch BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, campaign_id, mailbox_id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);
-- Serves campaign_list_paused_by_mailbox.
CREATE INDEX campaign_pause_mailbox_idx ON campaign_pause (workspace_id, mailbox_id, campaign_id);

-- Totals of a campaign. Kept by the same transactions that change the rows they count.
CREATE TABLE campaign_counter (
	workspace_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	contacts BIGINT NOT NULL DEFAULT 0,
	live BIGINT NOT NULL DEFAULT 0,       -- enrollments that still have something to get
	unassigned BIGINT NOT NULL DEFAULT 0, -- live ones without a mailbox yet
	sent BIGINT NOT NULL DEFAULT 0,
	replied BIGINT NOT NULL DEFAULT 0,
	bounced BIGINT NOT NULL DEFAULT 0,
	unsubscribed BIGINT NOT NULL DEFAULT 0,
	failed BIGINT NOT NULL DEFAULT 0,
	unknown BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (workspace_id, campaign_id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE contact (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT COLLATE "C" NOT NULL,
	domain TEXT NOT NULL, -- A-labels, folded
	company_domain TEXT, -- what was registered of it; '' where anybody has a mailbox; NULL until somebody asks (company_store.h)
	first_name TEXT,
	last_name TEXT,
	title TEXT,
	company TEXT,
	location TEXT,
	country TEXT,
	timezone TEXT,
	language TEXT,
	linkedin TEXT,
	twitter TEXT,
	context TEXT,
	source TEXT,
	legal_basis TEXT,
	custom TEXT NOT NULL DEFAULT '{}',
	search_key TEXT COLLATE "C" NOT NULL DEFAULT '', -- folded "first last company email"
	import_id BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves contact_upsert; an address is one contact.
CREATE UNIQUE INDEX contact_email_idx ON contact (workspace_id, email_key);
-- Serves enrollment_list_colleagues and enrollment_colleague_replied.
CREATE INDEX contact_company_idx ON contact (workspace_id, company_domain) WHERE company_domain IS NOT NULL;

CREATE TABLE list (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	name_key TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves list_find; a name is held once.
CREATE UNIQUE INDEX list_name_idx ON list (workspace_id, name_key);

CREATE TABLE list_member (
	workspace_id BIGINT NOT NULL,
	list_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, list_id, contact_id),
	FOREIGN KEY (workspace_id, list_id) REFERENCES list (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id) ON DELETE CASCADE
);
-- Serves list_of_contact and a contact's erasure.
CREATE INDEX list_member_contact_idx ON list_member (workspace_id, contact_id, list_id);

-- How many contacts there are, and how many on each list: counting a million takes a third of a second.
CREATE TABLE contact_total (
	workspace_id BIGINT NOT NULL,
	list_id BIGINT NOT NULL, -- 0: all
	contacts BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, list_id)
);

CREATE TABLE enrollment (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	mailbox_id BIGINT, -- NULL until the first step is planned; then for the whole thread
	status TEXT NOT NULL CONSTRAINT enrollment_status CHECK (
		status = 'live' OR status = 'review' OR status = 'finished' OR status = 'replied' OR status = 'bounced' OR
		status = 'unsubscribed' OR status = 'suppressed' OR status = 'failed' OR status = 'stopped'),
	next_position INTEGER NOT NULL DEFAULT 1,
	-- When the next step is due; NULL while a send of it exists or nothing is left.
	due_at BIGINT,
	put_off_from BIGINT, -- when it was due, had the schedule not put it off
	last_sent_at BIGINT,
	thread_subject TEXT,
	thread_references TEXT NOT NULL DEFAULT '', -- Message-IDs of ours, oldest first
	provider_thread_id TEXT,
	review_field TEXT, -- review: the field that is missing
	end_reason TEXT, -- why it was stopped, where more is known; goal: also of one that was over
	ended_at BIGINT,
	paused_at BIGINT, -- nothing is sent until somebody resumes it
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id) ON DELETE CASCADE
);
-- Serves enrollment_add; a contact is in a campaign once.
CREATE UNIQUE INDEX enrollment_contact_idx ON enrollment (workspace_id, campaign_id, contact_id);
-- Serves enrollment_list: a page of a campaign's people, and a batch of them to prepare.
CREATE INDEX enrollment_campaign_idx ON enrollment (workspace_id, campaign_id, id);
-- Serves enrollment_list_due_new and enrollment_list_due_of_mailbox.
CREATE INDEX enrollment_due_idx ON enrollment (workspace_id, campaign_id, mailbox_id, due_at)
	WHERE status = 'live' AND due_at IS NOT NULL AND paused_at IS NULL;
-- Serves enrollment_count_paused.
CREATE INDEX enrollment_paused_idx ON enrollment (workspace_id, campaign_id, id) WHERE paused_at IS NOT NULL;
-- Serves enrollment_count_goals.
CREATE INDEX enrollment_goal_idx ON enrollment (workspace_id, campaign_id, id) WHERE end_reason = 'goal';
-- Serves enrollment_list_of_contact.
CREATE INDEX enrollment_by_contact_idx ON enrollment (workspace_id, contact_id);
-- Serves campaign_days.
CREATE INDEX enrollment_answered_idx ON enrollment (workspace_id, campaign_id, ended_at, status)
	WHERE status = 'replied' OR status = 'bounced';
-- Serves campaign_count_review.
CREATE INDEX enrollment_review_idx ON enrollment (workspace_id, campaign_id, id) WHERE status = 'review';
-- Serves enrollment_list_left and enrollment_count_left.
CREATE INDEX enrollment_left_idx ON enrollment (workspace_id, campaign_id, status, id, end_reason)
	WHERE status = 'suppressed' OR status = 'stopped';

CREATE TABLE send (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	enrollment_id BIGINT,
	contact_id BIGINT,
	mailbox_id BIGINT,
	step_id BIGINT,
	position INTEGER NOT NULL,
	address_hash BYTEA NOT NULL, -- HMAC of the folded address: outlives the contact
	status TEXT NOT NULL CONSTRAINT send_status CHECK (
		status = 'due' OR status = 'claimed' OR status = 'transmitting' OR status = 'sent' OR status = 'failed' OR
		status = 'unknown' OR status = 'cancelled'),
	due_at BIGINT NOT NULL,
	message_id TEXT NOT NULL,
	attempt_id BIGINT,
	boot TEXT,
	epoch BIGINT,
	revision BIGINT,
	claimed_at BIGINT,
	permitted_at BIGINT,
	permit_day INTEGER,
	sent_at BIGINT,
	attempts INTEGER NOT NULL DEFAULT 0,
	first_failed_at BIGINT,
	last_error_code TEXT,
	last_error_text TEXT,
	provider_id TEXT,
	subject TEXT,
	variant_id BIGINT, -- the wording; the step's id for its own texts
	awaits_approval INTEGER NOT NULL DEFAULT 0, -- nothing claims it before somebody approves it
	resolved_by BIGINT,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	CONSTRAINT send_sent_dated CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
	CONSTRAINT send_attempted CHECK (status NOT IN ('claimed', 'transmitting') OR (attempt_id IS NOT NULL AND
		boot IS NOT NULL AND epoch IS NOT NULL AND revision IS NOT NULL AND mailbox_id IS NOT NULL))
);
-- The database makes a second send of a step to a person impossible.
CREATE UNIQUE INDEX send_once_idx ON send (workspace_id, campaign_id, address_hash, position);
-- Serves send_list_claimable.
CREATE INDEX send_due_idx ON send (workspace_id, mailbox_id, awaits_approval, due_at, campaign_id)
	WHERE status = 'due';
-- Serves approval_list_of_campaign, approval_count and approval_count_of_mailbox.
CREATE INDEX send_approval_idx ON send (workspace_id, campaign_id, id) WHERE status = 'due' AND awaits_approval = 1;
-- Serves approval_list.
CREATE INDEX send_approvals_idx ON send (workspace_id, id) WHERE status = 'due' AND awaits_approval = 1;
-- Serves send_release_of_mailbox, send_list_in_flight and recovery.
CREATE INDEX send_in_flight_idx ON send (workspace_id, mailbox_id, status) WHERE status IN ('claimed', 'transmitting');
-- Serves send_list_of_campaign.
CREATE INDEX send_campaign_idx ON send (workspace_id, campaign_id, id);
-- Serves send_list_of_enrollment.
CREATE INDEX send_enrollment_idx ON send (workspace_id, enrollment_id);
-- Serves the overlap guard and send_list_of_contact.
CREATE INDEX send_contact_idx ON send (workspace_id, contact_id, id);
-- Serves send_find_by_message_id.
CREATE INDEX send_message_id_idx ON send (workspace_id, message_id);
-- Serves send_list_unknown.
CREATE INDEX send_unknown_idx ON send (workspace_id, id) WHERE status = 'unknown';
-- Serves send_count_sent_since (the 30 days in an impact).
CREATE INDEX send_mailbox_sent_idx ON send (workspace_id, mailbox_id, sent_at) WHERE status = 'sent';

-- What somebody decided about one email of a step that asks for it. Outlives the planned row, which may be planned anew.
CREATE TABLE approval (
	workspace_id BIGINT NOT NULL,
	enrollment_id BIGINT NOT NULL,
	step_id BIGINT NOT NULL,
	decision TEXT NOT NULL CONSTRAINT approval_decision CHECK (decision IN ('approved', 'skipped')),
	digest BYTEA NOT NULL, -- of the email that was shown: another one does not leave
	shown_at BIGINT NOT NULL, -- the time that its templates print
	is_edited INTEGER NOT NULL DEFAULT 0,
	subject TEXT, -- of an edited one, word for word; NULL: that of its thread
	body_text TEXT,
	body_html TEXT,
	decided_by BIGINT, -- NULL: not a user of the workspace
	decided_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, enrollment_id, step_id),
	FOREIGN KEY (workspace_id, enrollment_id) REFERENCES enrollment (workspace_id, id) ON DELETE CASCADE
);

-- Emails that people had sent to themselves. No sends: nothing counts them, and none is tried again.
CREATE TABLE test_send (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	contact_id BIGINT, -- as whom it was rendered; NULL: a made-up one
	mailbox_id BIGINT NOT NULL,
	position INTEGER NOT NULL,
	to_address TEXT NOT NULL,
	status TEXT NOT NULL CONSTRAINT test_send_status CHECK (
		status = 'claimed' OR status = 'transmitting' OR status = 'sent' OR status = 'failed' OR status = 'unknown' OR
		status = 'cancelled'),
	boot TEXT NOT NULL,
	epoch BIGINT NOT NULL,
	permit_day INTEGER,
	created_by BIGINT,
	created_at BIGINT NOT NULL,
	ended_at BIGINT,
	error_code TEXT,
	error_text TEXT,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE,
	CONSTRAINT test_send_ended CHECK ((status IN ('claimed', 'transmitting')) = (ended_at IS NULL))
);
-- Serves test_send_count_since.
CREATE INDEX test_send_created_idx ON test_send (workspace_id, created_at);
-- Serve the deletion of a campaign and of a mailbox.
CREATE INDEX test_send_campaign_idx ON test_send (workspace_id, campaign_id);
CREATE INDEX test_send_mailbox_idx ON test_send (workspace_id, mailbox_id);
-- Serves test_send_end_orphans.
CREATE INDEX test_send_open_idx ON test_send (workspace_id, id) WHERE status IN ('claimed', 'transmitting');

-- What was done to learn what became of an unknown send: it outlives the decision.
CREATE TABLE send_search (
	workspace_id BIGINT NOT NULL,
	send_id BIGINT NOT NULL,
	mailbox_id BIGINT, -- NULL once the mailbox is removed
	attempt_id BIGINT, -- the attempt that ended unknown
	reason TEXT NOT NULL CONSTRAINT send_search_reason CHECK (reason IN ('no_answer', 'cut', 'process_died', 'restored')),
	unknown_since BIGINT NOT NULL,
	searches INTEGER NOT NULL DEFAULT 0,
	last_searched_at BIGINT,
	next_search_at BIGINT, -- NULL: it is not looked for any more
	no_sent_folder INTEGER NOT NULL DEFAULT 0, -- when it was last looked for
	found_at BIGINT,
	found_in TEXT, -- the folder, or the provider's name for it
	found_id TEXT, -- the copy's id at the provider
	found_date BIGINT, -- by the provider's date
	PRIMARY KEY (workspace_id, send_id),
	FOREIGN KEY (workspace_id, send_id) REFERENCES send (workspace_id, id) ON DELETE CASCADE
);
-- Serves send_search_list_due.
CREATE INDEX send_search_due_idx ON send_search (workspace_id, mailbox_id, next_search_at)
	WHERE next_search_at IS NOT NULL;

-- Names that pixels and links of emails carry. They outlive their mailbox, as the emails do.
CREATE TABLE tracking_host (
	host TEXT NOT NULL PRIMARY KEY,
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	created_at BIGINT NOT NULL
);

-- Where tracked links lead; nothing else is redirected to. Those with a contact came from its fields, and go with it.
CREATE TABLE tracked_link (
	workspace_id BIGINT NOT NULL,
	link_hash BYTEA NOT NULL, -- keyed: of the campaign, the contact if any, and the address
	campaign_id BIGINT NOT NULL,
	contact_id BIGINT,
	url TEXT NOT NULL,
	PRIMARY KEY (workspace_id, link_hash),
	FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id) ON DELETE CASCADE,
	FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id) ON DELETE CASCADE
);
-- Serves the deletion of a draft.
CREATE INDEX tracked_link_campaign_idx ON tracked_link (workspace_id, campaign_id);
-- Serves a contact's erasure.
CREATE INDEX tracked_link_contact_idx ON tracked_link (workspace_id, contact_id) WHERE contact_id IS NOT NULL;

-- An email that carries a pixel or tracked links, and what came of it.
CREATE TABLE tracked_send (
	workspace_id BIGINT NOT NULL,
	send_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	position INTEGER NOT NULL,
	has_pixel INTEGER NOT NULL,
	links INTEGER NOT NULL,
	handed_at BIGINT NOT NULL, -- when it was permitted
	opens_raw BIGINT NOT NULL DEFAULT 0, -- requests
	clicks_raw BIGINT NOT NULL DEFAULT 0,
	opens INTEGER NOT NULL DEFAULT 0, -- events that count
	clicks INTEGER NOT NULL DEFAULT 0,
	opened_at BIGINT, -- the first that counts
	clicked_at BIGINT,
	PRIMARY KEY (workspace_id, send_id),
	FOREIGN KEY (workspace_id, send_id) REFERENCES send (workspace_id, id) ON DELETE CASCADE
);
-- Serves tracked_send_counts and campaign_days.
CREATE INDEX tracked_send_campaign_idx ON tracked_send (workspace_id, campaign_id, send_id);

-- Who opened or clicked, without address or name of the device.
CREATE TABLE tracking_event (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	send_id BIGINT NOT NULL,
	kind TEXT NOT NULL CONSTRAINT tracking_event_kind CHECK (kind IN ('open', 'click')),
	link_hash BYTEA NOT NULL, -- zeros for an open
	visitor BYTEA NOT NULL, -- hash under a key that is forgotten every day
	agent TEXT NOT NULL CONSTRAINT tracking_event_agent CHECK (agent IN ('person', 'proxy', 'prefetch', 'automatic')),
	is_head INTEGER NOT NULL,
	verdict TEXT NOT NULL CONSTRAINT tracking_event_verdict CHECK (verdict IN ('counted', 'head', 'agent', 'prefetch',
		'soon', 'all_links')),
	at BIGINT NOT NULL,
	times BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, send_id) REFERENCES send (workspace_id, id) ON DELETE CASCADE
);
-- Serves tracking_event_list and tracking_event_again.
CREATE INDEX tracking_event_send_idx ON tracking_event (workspace_id, send_id, id);

CREATE TABLE suppression (
	workspace_id BIGINT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
	id BIGINT NOT NULL,
	kind TEXT NOT NULL CONSTRAINT suppression_kind CHECK (kind IN ('address', 'domain')),
	value_key TEXT COLLATE "C" NOT NULL, -- folded; after an erasure the address's keyed hash in hex
	hashed INTEGER NOT NULL DEFAULT 0,
	value TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL CONSTRAINT suppression_source CHECK (source IN ('user', 'api', 'unsubscribe', 'reply', 'bounce',
		'complaint', 'import', 'erasure')),
	created_by BIGINT,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves suppression_covers.
CREATE UNIQUE INDEX suppression_value_idx ON suppression (workspace_id, kind, value_key);
-- Serves suppression_has_hashes.
CREATE INDEX suppression_hashed_idx ON suppression (workspace_id, id) WHERE hashed <> 0;

CREATE TABLE receipt (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	epoch BIGINT NOT NULL,
	cause TEXT NOT NULL,
	requested_by BIGINT,
	requested_at BIGINT NOT NULL,
	fenced_at BIGINT,
	quiesced_at BIGINT,
	last_byte_at BIGINT,
	sends_held BIGINT NOT NULL DEFAULT 0,
	grant_local TEXT NOT NULL DEFAULT 'kept_for_undo' CONSTRAINT receipt_grant_local CHECK (grant_local IN ('kept_for_undo',
		'deleted')),
	grant_provider TEXT NOT NULL DEFAULT 'pending' CONSTRAINT receipt_grant_provider CHECK (grant_provider IN ('revoked',
		'pending', 'not_supported', 'shared', 'failed')),
	undone INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);
-- Serves receipt_list.
CREATE INDEX receipt_mailbox_idx ON receipt (workspace_id, mailbox_id, id);

CREATE TABLE receipt_campaign (
	workspace_id BIGINT NOT NULL,
	receipt_id BIGINT NOT NULL,
	campaign_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	previous_status TEXT NOT NULL,
	revision BIGINT NOT NULL, -- after the pause: undo restores only what nobody has changed since
	PRIMARY KEY (workspace_id, receipt_id, campaign_id),
	FOREIGN KEY (workspace_id, receipt_id) REFERENCES receipt (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE receipt_send (
	workspace_id BIGINT NOT NULL,
	receipt_id BIGINT NOT NULL,
	send_id BIGINT NOT NULL,
	outcome TEXT NOT NULL CONSTRAINT receipt_send_outcome CHECK (outcome IN ('aborted', 'sent', 'unknown')),
	reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (workspace_id, receipt_id, send_id),
	FOREIGN KEY (workspace_id, receipt_id) REFERENCES receipt (workspace_id, id) ON DELETE CASCADE
);

-- Grants to be revoked at the provider, after the undo window; the token is sealed and dropped when done.
CREATE TABLE revocation (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	receipt_id BIGINT,
	provider TEXT NOT NULL,
	subject_id TEXT,
	sealed BYTEA NOT NULL,
	due_at BIGINT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (workspace_id, id)
);

-- What came in and matched. Mail that matches nothing is never stored.
CREATE TABLE incoming (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	provider_id TEXT NOT NULL,
	kind TEXT NOT NULL CONSTRAINT incoming_kind CHECK (kind IN ('reply', 'auto_reply', 'bounce', 'opt_out')),
	send_id BIGINT,
	contact_id BIGINT,
	enrollment_id BIGINT,
	message_id TEXT,
	subject TEXT,
	received_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);
-- A mail is taken in once.
CREATE UNIQUE INDEX incoming_once_idx ON incoming (workspace_id, mailbox_id, provider_id);
-- Serves incoming_list_of_contact.
CREATE INDEX incoming_contact_idx ON incoming (workspace_id, contact_id);

CREATE TABLE oauth_state (
	state_hash BYTEA NOT NULL PRIMARY KEY,
	workspace_id BIGINT NOT NULL,
	purpose TEXT NOT NULL CONSTRAINT oauth_state_purpose CHECK (purpose IN ('connect', 'reconnect', 'update_sign_in')),
	provider TEXT NOT NULL,
	mailbox_id BIGINT,
	mailbox_epoch BIGINT,
	user_id BIGINT,
	session_hash BYTEA, -- NULL: started with a key, any browser may come back
	verifier_sealed BYTEA NOT NULL,
	nonce TEXT NOT NULL,
	expires_at BIGINT NOT NULL
);

-- Pending questions of a returned OAuth flow (wrong account): what the banner shows.
CREATE TABLE oauth_outcome (
	workspace_id BIGINT NOT NULL,
	mailbox_id BIGINT NOT NULL,
	code TEXT NOT NULL,
	expected TEXT NOT NULL,
	actual TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, mailbox_id),
	FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE event (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	type TEXT NOT NULL,
	mailbox_id BIGINT,
	campaign_id BIGINT,
	contact_id BIGINT,
	data TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves event_list_of_mailbox, which leaves out the emails that went: most of all events.
CREATE INDEX event_mailbox_idx ON event (workspace_id, mailbox_id, id)
	WHERE mailbox_id IS NOT NULL AND type <> 'send.sent';
-- Serves campaign_activity.
CREATE INDEX event_campaign_idx ON event (workspace_id, campaign_id, id) WHERE campaign_id IS NOT NULL;

CREATE TABLE audit (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	actor_kind TEXT NOT NULL CONSTRAINT audit_actor_kind CHECK (actor_kind IN ('user', 'key', 'system', 'shell')),
	actor_id BIGINT,
	action TEXT NOT NULL,
	object_id TEXT NOT NULL DEFAULT '',
	data TEXT NOT NULL DEFAULT '{}',
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id)
);
-- Serves campaign_activity_list.
CREATE INDEX audit_object_idx ON audit (workspace_id, object_id, id);

-- How a user narrows a list, under a name.
CREATE TABLE saved_view (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	user_id BIGINT NOT NULL,
	page TEXT NOT NULL CONSTRAINT saved_view_page CHECK (page IN ('campaigns', 'contacts', 'mailboxes')),
	name TEXT NOT NULL,
	query TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (workspace_id, id),
	FOREIGN KEY (workspace_id, user_id) REFERENCES app_user (workspace_id, id) ON DELETE CASCADE
);
-- Serves saved_view_list and saved_view_find; a name is held once.
CREATE UNIQUE INDEX saved_view_name_idx ON saved_view (workspace_id, user_id, page, name);

CREATE TABLE idempotency (
	principal TEXT NOT NULL,
	idempotency_key TEXT COLLATE "C" NOT NULL,
	route TEXT NOT NULL,
	request_hash BYTEA NOT NULL,
	status INTEGER, -- NULL while the first request is still at work
	body TEXT, -- NULL when the answer holds a secret
	created_at BIGINT NOT NULL,
	PRIMARY KEY (principal, idempotency_key, route)
);

CREATE TABLE import (
	workspace_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	status TEXT NOT NULL CONSTRAINT import_status CHECK (status IN ('queued', 'checking', 'running', 'done', 'failed',
		'cancelled')),
	file_name TEXT NOT NULL, -- inside the data directory's imports folder
	list_id BIGINT,
	mapping TEXT NOT NULL DEFAULT '{}',
	created_by BIGINT,
	rows_total BIGINT,
	rows_done BIGINT NOT NULL DEFAULT 0,
	bytes_done BIGINT NOT NULL DEFAULT 0,
	bytes_total BIGINT NOT NULL DEFAULT 0,
	added BIGINT NOT NULL DEFAULT 0,
	updated BIGINT NOT NULL DEFAULT 0,
	rejected BIGINT NOT NULL DEFAULT 0,
	suppressed BIGINT NOT NULL DEFAULT 0,
	error_text TEXT,
	created_at BIGINT NOT NULL,
	finished_at BIGINT,
	PRIMARY KEY (workspace_id, id)
);
