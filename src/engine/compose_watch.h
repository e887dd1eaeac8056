#pragma once
/*
 * compose_watch: what keeps the emails of a campaign from being made is told of once.
 *
 * Such an email is tried again every minute, and a campaign may have hundreds: a file that is missing would fill the log with one
 * sentence. A cause is told again when it had not been met for an hour, and once a day while it lasts. Why the campaign does
 * not send is told to whoever asks, always.
 */
#include <stdint.h>

#include "base/error.h"
#include "base/own.h"

struct compose_watch;

struct compose_watch *compose_watch_new(void);
void compose_watch_free(struct compose_watch *watch);
OWN_DEFINE(compose_watch)

/* Whether this error of this campaign is to be told now; `now` is in milliseconds and never goes back. */
bool compose_watch_is_news(struct compose_watch *watch, int64_t campaign_id, const struct error *err, int64_t now);
