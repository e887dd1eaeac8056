/*
 * smtp_reply_fuzz: lines of any bytes are a reply or are refused; a reply has a code, an ended text that is safe to show, and
 * a meaning in every phase that is never success.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "transport/smtp_reply.h"

static void check_text(const char *text)
{
	ASSERT(text_is_utf8(text, strlen(text)));
	for (; *text; text++)
		ASSERT((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_meaning(const struct smtp_reply *reply)
{
	for (enum smtp_phase phase = SMTP_CONNECT; phase <= SMTP_END; phase++) {
		struct send_result result;

		smtp_reply_classify(reply, phase, &result);
		ASSERT(result.outcome == SEND_DEFERRED || result.outcome == SEND_REFUSED);
		ASSERT(result.code == reply->code);
		check_text(result.text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	struct smtp_reply reply = {0};

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);

		if (!smtp_reply_add_line(&reply, at, length))
			return 0;
		ASSERT(reply.code >= 200 && reply.code <= 599 && reply.lines <= SMTP_LINES_MAX);
		check_text(reply.text);
		check_text(reply.enhanced);
		if (reply.is_last) {
			check_meaning(&reply);
			reply = (struct smtp_reply){0};
		}
		at += length + (newline != NULL);
	}
	return 0;
}
