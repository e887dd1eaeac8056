#include "ops/stop_journal.h"

#include "base/json.h"
#include "base/text.h"

static const char *const kind_names[] = {
	[STOP_DISCONNECT] = "disconnect",
	[STOP_AUTH_ERROR] = "auth_error",
	[STOP_PROVIDER_BLOCK] = "provider_block",
	[STOP_REMOVE] = "remove",
	[STOP_HOLD] = "hold",
	[STOP_PAUSE] = "pause",
	[STOP_SUPPRESS] = "suppress",
	[STOP_ERASE] = "erase",
	[STOP_CONTACT_PAUSE] = "contact_pause",
	[STOP_CONTACT_END] = "contact_end",
	[STOP_UNDO] = "undo",
	[STOP_RECONNECT] = "reconnect",
	[STOP_RELEASE] = "release",
	[STOP_RESUME] = "resume",
	[STOP_UNSUPPRESS] = "unsuppress",
	[STOP_CONTACT_RESUME] = "contact_resume",
};
_Static_assert(ARRAY_COUNT(kind_names) == STOP_KIND_COUNT, "each kind has a name");

enum { HASH_HEX_LENGTH = 64, DOMAIN_MAX = 255 };

void stop_journal_add(struct tx *tx, const struct stop_line *line)
{
	struct json_out out;
	struct text text;

	text_init(&text, tx_arena(tx));
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	json_put_string(&out, "stop", kind_names[line->kind]);
	json_put_id(&out, "workspace", ID_WORKSPACE, line->workspace_id);
	if (line->mailbox_id) {
		json_put_id(&out, "mailbox", ID_MAILBOX, line->mailbox_id);
		json_put_int(&out, "epoch", line->epoch);
	}
	if (line->until_at)
		json_put_time(&out, "until", line->until_at);
	if (line->campaign_id)
		json_put_id(&out, "campaign", ID_CAMPAIGN, line->campaign_id);
	if (line->enrollment_id)
		json_put_id(&out, "enrollment", ID_ENROLLMENT, line->enrollment_id);
	if (line->address_hash)
		json_put_string(&out, "hash", line->address_hash);
	if (line->domain)
		json_put_string(&out, "domain", line->domain);
	if (line->source)
		json_put_string(&out, "source", line->source);
	json_put_time(&out, "at", line->at);
	json_close_object(&out);
	if (line->kind >= STOP_UNDO)
		tx_journal_lift(tx, text_string(&text));
	else
		tx_journal(tx, text_string(&text));
}

static bool parse_kind(const char *name, enum stop_kind *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(kind_names); i++)
		if (text_equal(name, kind_names[i])) {
			*out = (enum stop_kind)i;
			return true;
		}
	return false;
}

static bool take_fields(const json_t *object, struct arena *arena, struct stop_line *out)
{
	const char *kind = NULL;
	struct error err;

	return json_get_text(object, "stop", 32, arena, &kind, NULL, &err) && parse_kind(kind, &out->kind) &&
		json_get_id(object, "workspace", ID_WORKSPACE, &out->workspace_id, NULL, &err) &&
		json_get_id(object, "mailbox", ID_MAILBOX, &out->mailbox_id, NULL, &err) &&
		json_get_id(object, "campaign", ID_CAMPAIGN, &out->campaign_id, NULL, &err) &&
		json_get_id(object, "enrollment", ID_ENROLLMENT, &out->enrollment_id, NULL, &err) &&
		json_get_int(object, "epoch", 0, INT64_MAX, &out->epoch, NULL, &err) &&
		json_get_time(object, "until", &out->until_at, NULL, &err) &&
		json_get_text(object, "hash", HASH_HEX_LENGTH, arena, &out->address_hash, NULL, &err) &&
		json_get_text(object, "domain", DOMAIN_MAX, arena, &out->domain, NULL, &err) &&
		json_get_text(object, "source", 32, arena, &out->source, NULL, &err) &&
		json_get_time(object, "at", &out->at, NULL, &err);
}

bool stop_journal_parse(const char *text, size_t length, struct arena *arena, struct stop_line *out)
{
	json_t *object = NULL;
	struct error err;
	bool is_ours;

	*out = (struct stop_line){0};
	if (!json_parse(text, length, &object, &err))
		return false;
	is_ours = json_is_object(object) && take_fields(object, arena, out) && out->workspace_id &&
		(out->mailbox_id || out->campaign_id || out->enrollment_id || out->address_hash || out->domain);
	json_decref(object);
	return is_ours;
}
