#pragma once
/*
 * id: 64-bit, time-ordered numbers; in rows the number, outside the same number as prefixed text ("mbx_0c5m…").
 *
 * 41 bits of milliseconds since 2024, 8 bits of node, 14 bits of sequence: always positive, never 0. 0 means "none".
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum id_kind {
	ID_WORKSPACE,
	ID_USER,
	ID_SESSION,
	ID_API_KEY,
	ID_MAILBOX,
	ID_CAMPAIGN,
	ID_STEP,
	ID_CONTACT,
	ID_LIST,
	ID_ENROLLMENT,
	ID_SEND,
	ID_RECEIPT,
	ID_SUPPRESSION,
	ID_IMPORT,
	ID_EVENT,
	ID_THREAD,
	ID_VIEW,
	ID_VARIANT,
	ID_ATTACHMENT,
	ID_KIND_COUNT
};

enum { ID_TEXT_SIZE = 20 };

struct id_source {
	_Atomic int64_t last;
	int64_t node;
};

void id_source_init(struct id_source *source, int node);

/* A new number, larger than every one this source gave before. Thread-safe. */
int64_t id_new(struct id_source *source, const struct clock *clock);

/* "mbx_" and 13 base32 digits; "" for 0. */
void id_format(enum id_kind kind, int64_t id, char out[ID_TEXT_SIZE]);

/* False unless `text` is exactly what id_format writes for that kind. */
bool id_parse(enum id_kind kind, const char *text, int64_t *id);
