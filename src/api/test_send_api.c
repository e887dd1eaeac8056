/*
 * test_send_api: a step sent to the person who writes it.
 */
#include "api/api.h"

#include "model/campaign.h"
#include "ops/test_send.h"

enum { ADDRESS_MAX_BYTES = 320 };

static void put_error(struct json_out *out, const struct test_send *test)
{
	if (!test->error_code) {
		json_put_null(out, "error");
		return;
	}
	json_open_object(out, "error");
	json_put_string(out, "code", test->error_code);
	json_put_string(out, "text", test->error_text);
	json_close_object(out);
}

static void put_test(struct json_out *out, const struct test_send *test)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_SEND, test->id);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, test->campaign_id);
	json_put_id(out, "contact_id", ID_CONTACT, test->contact_id);
	json_put_id(out, "mailbox_id", ID_MAILBOX, test->mailbox_id);
	json_put_int(out, "step", test->position);
	json_put_string(out, "to", test->to);
	json_put_string(out, "status", send_status_name(test->status));
	put_error(out, test);
	json_put_time(out, "created_at", test->created_at);
	json_put_time(out, "ended_at", test->ended_at);
	json_close_object(out);
}

static bool read_wish(struct api_request *request, struct test_send_request *wish, struct error *err)
{
	int64_t step = 1;

	if (!api_id(request, 0, ID_CAMPAIGN, &wish->campaign_id, err) ||
		!json_get_int(request->body, "step", 1, CAMPAIGN_MAX_STEPS, &step, NULL, err) ||
		!json_get_id(request->body, "contact_id", ID_CONTACT, &wish->contact_id, NULL, err) ||
		!json_get_id(request->body, "mailbox_id", ID_MAILBOX, &wish->mailbox_id, NULL, err) ||
		!json_get_text(request->body, "to", ADDRESS_MAX_BYTES, request->call.arena, &wish->to, NULL, err))
		return false;
	wish->position = (int)step;
	return true;
}

static bool send_test(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct test_send_request wish = {0};
	struct test_send test;

	(void)status;
	if (!read_wish(request, &wish, err) || !test_send_run(request->ops, &request->call, &wish, &test, err))
		return false;
	put_test(out, &test);
	return true;
}

const struct api_route test_send_routes[] = {
	{"POST", "/campaigns/{id}/test-send", "campaigns:write", API_MAY_WAIT, send_test},
	{0},
};
