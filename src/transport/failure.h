#pragma once
/*
 * failure: what went wrong on a connection, as senders and receivers tell it.
 */
#include "base/error.h"
#include "transport/sender.h"

/* Deferred, for this reason; text is for people. */
void failure_set(struct send_result *result, enum send_class class, const char *text);

/* What a stream's error means while nothing has been handed over: NETWORK, CANCELLED, or CONFIG for a certificate or host that
 * is wrong and stays so. */
void failure_from_error(const struct error *err, struct send_result *result);

/* What message_source says of a file: deferred for a moment, and nobody's mailbox is at fault. */
void failure_from_file(const struct error *err, struct send_result *result);
