#include "ops/compose_tracking.h"

#include <string.h>

#include "base/text.h"
#include "model/html_links.h"
#include "model/text_html.h"
#include "ops/tracking_link.h"

enum { MAX_LINKS = 100 }; /* in one email; the others stay as they are */

/* The addresses that the step itself writes out, for everybody the same. */
struct written {
	const char *urls[MAX_LINKS];
	size_t count;
};

struct tracing {
	const struct compose_input *input;
	struct arena *arena;
	struct written written;
	struct tracked_link *links;
	size_t count;
};

static const char *note_written(void *context, const char *url)
{
	struct written *written = context;

	if (written->count < MAX_LINKS)
		written->urls[written->count++] = url;
	return NULL;
}

/* HTML that was made from the text holds the text's addresses. */
static const char *written_html(const struct step *step, struct arena *arena)
{
	return text_is_empty(step->body_html) ? text_html(step->body_text, arena) : step->body_html;
}

static bool is_written(const struct written *written, const char *url)
{
	for (size_t i = 0; i < written->count; i++)
		if (text_equal(written->urls[i], url))
			return true;
	return false;
}

/* Ours already: an opt-out link first of all. */
static bool is_own(const struct compose_input *input, const char *url)
{
	const char *base = input->tracking->server_url;

	return text_starts(url, input->unsubscribe_url) ||
		(text_starts(url, base) && strncmp(url + strlen(base), "/u/", 3) == 0);
}

static const struct tracked_link *find(const struct tracing *tracing, const unsigned char *hash)
{
	for (size_t i = 0; i < tracing->count; i++)
		if (memcmp(tracing->links[i].hash, hash, SCANNER_HASH_SIZE) == 0)
			return &tracing->links[i];
	return NULL;
}

static const char *led_through_here(void *context, const char *url)
{
	struct tracing *tracing = context;
	const struct compose_input *input = tracing->input;
	const struct compose_tracking *tracking = input->tracking;
	struct tracked_link link = {.url = url, .is_personal = !is_written(&tracing->written, url)};

	if (is_own(input, url))
		return NULL;
	tracking_link_hash(tracking->vault, input->contact->workspace_id, input->campaign->id,
		link.is_personal ? input->contact->id : 0, url, link.hash);
	if (!find(tracing, link.hash)) {
		if (tracing->count == MAX_LINKS)
			return NULL;
		tracing->links[tracing->count++] = link;
	}
	return tracking_link_click(tracking->vault, tracking->base_url, input->contact->workspace_id, tracking->send_id,
		link.hash, tracing->arena);
}

const char *compose_tracking_links(
	const struct compose_input *input, const char *html, struct arena *arena, struct tracked_mail *out)
{
	struct tracing tracing = {
		.input = input, .arena = arena, .links = ARENA_ARRAY(arena, struct tracked_link, MAX_LINKS)};

	if (!input->tracking->clicks)
		return html;
	html_links_rewrite(written_html(input->step, arena), note_written, &tracing.written, arena);
	html = html_links_rewrite(html, led_through_here, &tracing, arena);
	out->links = tracing.links;
	out->link_count = tracing.count;
	return html;
}

const char *compose_tracking_pixel(const struct compose_input *input, struct arena *arena, struct tracked_mail *out)
{
	const struct compose_tracking *tracking = input->tracking;

	out->has_pixel = tracking->opens;
	if (!tracking->opens)
		return "";
	return arena_printf(arena, "<img src=\"%s\" alt=\"\" width=\"1\" height=\"1\">\n",
		tracking_link_pixel(
			tracking->vault, tracking->base_url, input->contact->workspace_id, tracking->send_id, arena));
}
