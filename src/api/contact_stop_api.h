#pragma once
/*
 * contact_stop_api: pausing, resuming and stopping one contact of a campaign over HTTP.
 */
#include "api/api.h"

bool contact_stop_pause(struct api_request *request, struct json_out *out, int *status, struct error *err);
bool contact_stop_resume(struct api_request *request, struct json_out *out, int *status, struct error *err);
bool contact_stop_end(struct api_request *request, struct json_out *out, int *status, struct error *err);
bool contact_stop_goal(struct api_request *request, struct json_out *out, int *status, struct error *err);
