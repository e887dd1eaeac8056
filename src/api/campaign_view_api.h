#pragma once
/*
 * campaign_view_api: what can be looked at in a campaign: review, preview, figures, contacts, sends, and why it does not send.
 */
#include "api/api.h"

api_handler campaign_view_preview, campaign_view_preview_draft, campaign_view_variables, campaign_view_enrollments,
	campaign_view_sends, campaign_view_activity, campaign_view_why;
