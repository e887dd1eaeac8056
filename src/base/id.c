#include "base/id.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"

enum { NODE_BITS = 8, SEQUENCE_BITS = 14, DIGITS = 13 };

static const int64_t epoch_ms = 1704067200000; /* 2024-01-01 */

/* Crockford's alphabet in lower case: sorts like the numbers. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static const char *const prefixes[] = {
	[ID_WORKSPACE] = "wsp",
	[ID_USER] = "usr",
	[ID_SESSION] = "ses",
	[ID_API_KEY] = "key",
	[ID_MAILBOX] = "mbx",
	[ID_CAMPAIGN] = "cmp",
	[ID_STEP] = "stp",
	[ID_CONTACT] = "con",
	[ID_LIST] = "lst",
	[ID_ENROLLMENT] = "enr",
	[ID_SEND] = "snd",
	[ID_RECEIPT] = "rcp",
	[ID_SUPPRESSION] = "dnc",
	[ID_IMPORT] = "imp",
	[ID_EVENT] = "evt",
	[ID_THREAD] = "thr",
	[ID_VIEW] = "viw",
	[ID_VARIANT] = "var",
	[ID_ATTACHMENT] = "att",
};
_Static_assert(ARRAY_COUNT(prefixes) == ID_KIND_COUNT, "each kind has a prefix");

void id_source_init(struct id_source *source, int node)
{
	ASSERT(node >= 0 && node < (1 << NODE_BITS));
	atomic_init(&source->last, 0);
	source->node = node;
}

int64_t id_new(struct id_source *source, const struct clock *clock)
{
	int64_t ms = clock_wall(clock) - epoch_ms;
	int64_t fresh = (ms > 0 ? ms : 1) << (NODE_BITS + SEQUENCE_BITS);
	int64_t last = atomic_load(&source->last);
	int64_t next;

	/* `last` counts milliseconds and sequence without the node, so that +1 may run over into the next millisecond. */
	fresh >>= NODE_BITS;
	do {
		next = fresh > last ? fresh : last + 1;
	} while (!atomic_compare_exchange_weak(&source->last, &last, next));
	return (next >> SEQUENCE_BITS) << (NODE_BITS + SEQUENCE_BITS) | source->node << SEQUENCE_BITS |
		(next & ((1 << SEQUENCE_BITS) - 1));
}

void id_format(enum id_kind kind, int64_t id, char out[ID_TEXT_SIZE])
{
	uint64_t left = (uint64_t)id;

	if (id == 0) {
		out[0] = '\0';
		return;
	}
	memcpy(out, prefixes[kind], 3);
	out[3] = '_';
	out[4 + DIGITS] = '\0';
	for (int i = DIGITS - 1; i >= 0; i--) {
		out[4 + i] = alphabet[left & 31];
		left >>= 5;
	}
}

bool id_parse(enum id_kind kind, const char *text, int64_t *id)
{
	uint64_t value = 0;

	if (!text || strlen(text) != 4 + DIGITS || memcmp(text, prefixes[kind], 3) != 0 || text[3] != '_')
		return false;
	for (int i = 0; i < DIGITS; i++) {
		const char *digit = strchr(alphabet, text[4 + i]);

		if (!digit || (i == 0 && digit - alphabet > 7))
			return false;
		value = value << 5 | (uint64_t)(digit - alphabet);
	}
	if (value == 0 || value > INT64_MAX)
		return false;
	*id = (int64_t)value;
	return true;
}
