#include "api/campaign_query.h"

#include "base/text.h"
#include "model/fold.h"

/* As they were written; NULL: not. */
struct words {
	const char *status, *owner, *mailbox, *search;
};

static bool read_words(
	const struct words *words, struct arena *arena, struct campaign_filter *filter, struct error *err)
{
	enum campaign_status parsed;

	if (!text_is_empty(words->status) && !campaign_status_parse(words->status, &parsed))
		return error_invalid(err, "status", "one_of", words->status, "There is no such status of a campaign.");
	if (!text_is_empty(words->owner) && !id_parse(ID_USER, words->owner, &filter->owner_id))
		return error_invalid(err, "owner", "id", words->owner, "“owner” is no user's id.");
	if (!text_is_empty(words->mailbox) && !id_parse(ID_MAILBOX, words->mailbox, &filter->mailbox_id))
		return error_invalid(err, "mailbox", "id", words->mailbox, "“mailbox” is no mailbox's id.");
	filter->status = text_is_empty(words->status) ? NULL : words->status;
	filter->search = text_is_empty(words->search) ? NULL : fold_text(words->search, arena);
	return true;
}

bool campaign_query_of_address(const struct api_request *request, struct campaign_filter *filter, struct error *err)
{
	filter->archived = text_equal(api_query(request, "archived"), "true");
	return read_words(&(struct words){.status = api_query(request, "status"),
				  .owner = api_query(request, "owner"),
				  .mailbox = api_query(request, "mailbox"),
				  .search = api_query(request, "q")},
		request->call.arena, filter, err);
}

bool campaign_query_of_body(const json_t *body, struct arena *arena, struct campaign_filter *filter, struct error *err)
{
	struct words words = {0};

	if (!json_is_object(body))
		return error_invalid(err, "filter", "type", NULL, "“filter” must be an object.");
	return json_get_bool(body, "archived", &filter->archived, NULL, err) &&
		json_get_text(body, "status", 16, arena, &words.status, NULL, err) &&
		json_get_text(body, "owner", 32, arena, &words.owner, NULL, err) &&
		json_get_text(body, "mailbox", 32, arena, &words.mailbox, NULL, err) &&
		json_get_text(body, "q", 200, arena, &words.search, NULL, err) &&
		read_words(&words, arena, filter, err);
}
