#include "api/tracking_page.h"

#include <string.h>

#include "api/plain_page.h"
#include "api/problem.h"
#include "api/tracking_hub.h"
#include "base/log.h"
#include "base/text.h"
#include "http/host.h"

/* One transparent pixel. */
static const unsigned char pixel[] = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, '!', 0xf9,
	4, 1, 0, 0, 0, 0, ',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 'D', 1, 0, ';'};

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

static void note(struct api_server *server, struct http_request *request, const struct tracking_link *link)
{
	tracking_hub_add(server->tracking,
		&(struct tracking_asked){.link = *link,
			.address = http_request_remote(request),
			.user_agent = or_nothing(http_request_header(request, "User-Agent")),
			.is_head = http_request_is_head(request)});
}

static void answer_unknown(struct http_request *request, struct http_response *response)
{
	struct text html;

	text_init(&html, http_request_arena(request));
	plain_page_write(&html, "This link leads nowhere",
		"<p>It may have been cut off, or what it led to was deleted. Open it from the email again, or answer "
		"the "
		"email.</p>\n");
	http_response_body(response, 404, "text/html; charset=utf-8", text_string(&html), html.length);
}

void tracking_page_open(struct api_server *server, struct http_request *request, struct http_response *response)
{
	const char *name = http_request_plan(request)->segments[0];
	struct tracking_link link;

	if (!text_ends(name, ".gif") ||
		!tracking_link_verify(server->options.ops->vault, TRACK_OPEN,
			arena_text_n(http_request_arena(request), name, strlen(name) - strlen(".gif")), &link)) {
		answer_unknown(request, response);
		return;
	}
	note(server, request, &link);
	http_response_body(response, 200, "image/gif", (const char *)pixel, sizeof(pixel));
	/* Mail is read under other names than ours. */
	http_response_header(response, "Cross-Origin-Resource-Policy", "cross-origin");
}

void tracking_page_click(struct api_server *server, struct http_request *request, struct http_response *response)
{
	struct ops *ops = server->options.ops;
	struct arena *arena = http_request_arena(request);
	struct tracking_link link;
	const char *url = NULL;
	struct error err;

	if (!tracking_link_verify(ops->vault, TRACK_CLICK, http_request_plan(request)->segments[0], &link)) {
		answer_unknown(request, response);
	} else if (!tracking_ops_find_url(ops, &link, arena, &url, &err)) {
		problem_answer(response, arena, &err);
	} else if (!url) {
		answer_unknown(request, response);
	} else {
		note(server, request, &link);
		http_response_redirect(response, 302, url);
	}
}

bool tracking_page_host_is_fine(struct api_server *server, const struct http_request *request)
{
	struct arena *arena = http_request_arena(request);
	const char *host = or_nothing(http_request_header(request, "Host"));
	const char *name = text_lower(arena, arena_text_n(arena, host, strcspn(host, ":")));
	struct error err;
	bool known = false;

	if (host_check(server->options.rules, host, arena) != HOST_MISDIRECTED)
		return true;
	if (!tracking_ops_knows_host(server->options.ops, name, &known, &err))
		log_error(LOG_WARN, "tracking_host_unread", &err);
	return known;
}
