#include "api/contact_stop_api.h"

#include "api/enrollment_json.h"
#include "ops/contact_stop.h"

static bool put(
	struct api_request *request, struct json_out *out, const struct enrollment *enrollment, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(request->ops->store, &tx, err) &&
		enrollment_json_put(out, tx, enrollment, request->call.arena, err);
}

static bool run(struct api_request *request, struct json_out *out, enum contact_stop how, struct error *err)
{
	int64_t campaign_id = 0, contact_id = 0;
	struct enrollment enrollment;

	return api_id(request, 0, ID_CAMPAIGN, &campaign_id, err) && api_id(request, 1, ID_CONTACT, &contact_id, err) &&
		contact_stop_run(request->ops, &request->call, campaign_id, contact_id, how, &enrollment, err) &&
		put(request, out, &enrollment, err);
}

bool contact_stop_pause(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return run(request, out, CONTACT_STOP_PAUSE, err);
}

bool contact_stop_resume(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return run(request, out, CONTACT_STOP_RESUME, err);
}

bool contact_stop_end(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return run(request, out, CONTACT_STOP_END, err);
}

bool contact_stop_goal(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return run(request, out, CONTACT_STOP_GOAL, err);
}
