#pragma once
/*
 * experiment_api: the variants of a campaign's steps over HTTP: how they do, and who wins.
 */
#include "api/api.h"
#include "api/tracking_json.h"
#include "ops/experiment_ops.h"

bool experiment_set_winner(struct api_request *request, struct json_out *out, int *status, struct error *err);
bool experiment_clear_winner(struct api_request *request, struct json_out *out, int *status, struct error *err);

/* "replied", "variants" and "experiment" of one step of the statistics. */
void experiment_json_put(struct json_out *out, const struct step *step, const struct experiment_view *view,
	const struct tracking_list *tracking);
