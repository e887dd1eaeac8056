#pragma once
/*
 * campaign: what a campaign is and may do. Pure.
 *
 * draft → preparing → active | evergreen → completed, and paused with its cause and the status it had. Running means
 * preparing, active or evergreen.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/attachment.h"
#include "model/condition.h"
#include "model/identity.h"
#include "model/schedule.h"
#include "model/variant.h"

enum campaign_status {
	CAMPAIGN_DRAFT,
	CAMPAIGN_PREPARING,
	CAMPAIGN_ACTIVE,
	CAMPAIGN_EVERGREEN,
	CAMPAIGN_PAUSED,
	CAMPAIGN_COMPLETED,
	CAMPAIGN_STATUS_COUNT
};
enum pause_cause {
	PAUSE_NONE,
	PAUSE_USER,
	PAUSE_MAILBOX_DISCONNECTED,
	PAUSE_MAILBOX_AUTH_ERROR,
	PAUSE_MAILBOX_BLOCKED,
	PAUSE_MAILBOX_REMOVED,
	PAUSE_BOUNCE_GUARD,
	PAUSE_COMPLAINT_GUARD,
	PAUSE_MEMBER_LEFT,
	PAUSE_OPERATOR,
	PAUSE_CAUSE_COUNT
};
enum mailbox_loss { LOSS_PAUSE, LOSS_CONTINUE_WITH_OTHERS, MAILBOX_LOSS_COUNT };
enum timezone_source { ZONE_OF_CAMPAIGN, ZONE_OF_CONTACT, TIMEZONE_SOURCE_COUNT };
enum overlap_rule { OVERLAP_SKIP, OVERLAP_ALLOW, OVERLAP_RULE_COUNT };
/* What an email holds: what was written, and perhaps what is made from it. */
enum email_format { FORMAT_AS_WRITTEN, FORMAT_PLAIN, FORMAT_HTML, EMAIL_FORMAT_COUNT };
enum overdue_rule { OVERDUE_KEEP, OVERDUE_SHIFT, OVERDUE_SKIP, OVERDUE_RULE_COUNT };
enum campaign_event {
	CAMPAIGN_LAUNCH,     /* draft → preparing */
	CAMPAIGN_PREPARED,   /* preparing → active or evergreen */
	CAMPAIGN_UNPREPARED, /* preparing → draft: its worker died, or the launch checks failed at its end */
	CAMPAIGN_PAUSE,      /* running → paused */
	CAMPAIGN_RESUME,     /* paused → the former status (preparing → preparing) */
	CAMPAIGN_COMPLETE,   /* active → completed: nobody is left to write to */
	CAMPAIGN_END,        /* active or evergreen → completed: its last day is over */
	CAMPAIGN_EVENT_COUNT
};

struct campaign {
	int64_t workspace_id, id, owner_id;
	const char *name, *description;
	enum campaign_status status;
	bool evergreen;
	enum pause_cause paused_cause;
	enum campaign_status paused_previous_status;
	int64_t paused_at, paused_by;
	struct schedule schedule;
	enum timezone_source timezone_source;
	bool opt_out_line, stop_on_reply, archived;
	bool track_opens, track_clicks;
	bool stop_on_colleague_reply; /* an answer ends it for everybody of that company */
	enum mailbox_loss on_mailbox_loss;
	enum overlap_rule overlap;
	int64_t new_contact_cap;        /* 0: none */
	int64_t domain_spacing_minutes; /* 0: off */
	struct identity sender;         /* what it says instead of its mailboxes and the workspace */
	enum email_format format;
	struct condition goal; /* who meets it has reached the goal; not set: nobody does by a field */
	int64_t revision;
	const char *prepared_by_boot;
	int64_t created_at, launched_at, completed_at;
};

struct step {
	int64_t id;
	int position;        /* from 1 */
	const char *subject; /* NULL: in the thread of the step before */
	const char *body_text;
	const char *body_html; /* NULL: plain text only */
	const char *preheader; /* shown beside the subject in lists of mail; hidden in the HTML; NULL or "": none */
	int64_t delay_ms;      /* -1 when the delay is in sending days */
	int delay_days;        /* -1 when the delay is in milliseconds */
	bool review;           /* somebody approves each email of it */
	struct condition condition; /* whom it is for; not set: everybody */

	/* Its own texts are variant A; B to E stand in the list. */
	const char *variant_name;
	int variant_weight;
	bool variant_enabled;
	struct variant *variants;
	size_t variant_count;
	int winner_after;  /* emails of each variant before the best may win by itself; 0: it does not */
	int64_t winner_id; /* of a variant; 0: none was chosen */
	int64_t winner_at, winner_by, winner_looked_at;
	bool winner_by_rule; /* nobody chose it */

	struct step_attachment *attachments; /* of all its wordings */
	size_t attachment_count;
};

enum { CAMPAIGN_MAX_STEPS = 7 };

const char *campaign_status_name(enum campaign_status status);
bool campaign_status_parse(const char *name, enum campaign_status *out);
const char *pause_cause_name(enum pause_cause cause); /* NULL for NONE */
bool pause_cause_parse(const char *name, enum pause_cause *out);
const char *mailbox_loss_name(enum mailbox_loss loss);
bool mailbox_loss_parse(const char *name, enum mailbox_loss *out);
const char *timezone_source_name(enum timezone_source source);
bool timezone_source_parse(const char *name, enum timezone_source *out);
const char *overlap_rule_name(enum overlap_rule rule);
bool overlap_rule_parse(const char *name, enum overlap_rule *out);
const char *email_format_name(enum email_format format);
bool email_format_parse(const char *name, enum email_format *out);
bool overdue_rule_parse(const char *name, enum overdue_rule *out);

bool campaign_is_running(const struct campaign *campaign);  /* preparing, active or evergreen */
bool campaign_is_editable(const struct campaign *campaign); /* draft or paused */

/* The step at this position, NULL when there is none. Where it writes in a thread and the contact has got none
 * (`thread_subject` NULL or ""), it comes with the subject of the latest step before it that has one. */
const struct step *campaign_step_at(
	const struct step *steps, size_t count, int position, const char *thread_subject, struct arena *arena);

/* The schedule as it counts for a contact whose zone is this (NULL: not known). */
struct schedule campaign_schedule_for(const struct campaign *campaign, const char *contact_timezone);

/* CONFLICT/campaign_locked unless it is editable. */
MUST_CHECK bool campaign_require_editable(const struct campaign *campaign, struct error *err);

/* Moves the campaign, with its paused_* fields, launched_at and completed_at; a pause and a resume raise the revision.
 * `cause` counts for CAMPAIGN_PAUSE only. CONFLICT/invalid_state, with the status in the message. */
MUST_CHECK bool campaign_apply(struct campaign *campaign, enum campaign_event event, enum pause_cause cause,
	int64_t by_user_id, int64_t now, struct error *err);

/* The table of moves, for the drawing in docs/states.md: false past its end. */
struct campaign_move {
	enum campaign_status from;
	enum campaign_event event;
	enum campaign_status to;
};
bool campaign_move_at(size_t at, struct campaign_move *out);
const char *campaign_event_name(enum campaign_event event);
