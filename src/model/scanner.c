#include "model/scanner.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"

static const char *const kinds[] = {[TRACK_OPEN] = "open", [TRACK_CLICK] = "click"};
_Static_assert(ARRAY_COUNT(kinds) == TRACK_KIND_COUNT, "every kind has a name");

static const char *const agents[] = {[AGENT_PERSON] = "person",
	[AGENT_PROXY] = "proxy",
	[AGENT_PREFETCH] = "prefetch",
	[AGENT_AUTOMATIC] = "automatic"};
_Static_assert(ARRAY_COUNT(agents) == TRACK_AGENT_COUNT, "every agent has a name");

static const char *const verdicts[] = {[VERDICT_COUNTED] = "counted",
	[VERDICT_HEAD] = "head",
	[VERDICT_AGENT] = "agent",
	[VERDICT_PREFETCH] = "prefetch",
	[VERDICT_SOON] = "soon",
	[VERDICT_ALL_LINKS] = "all_links"};
_Static_assert(ARRAY_COUNT(verdicts) == TRACK_VERDICT_COUNT, "every verdict has a name");

const char *track_kind_name(enum track_kind kind)
{
	return kinds[kind];
}

const char *track_agent_name(enum track_agent agent)
{
	return agents[agent];
}

const char *track_verdict_name(enum track_verdict verdict)
{
	return verdicts[verdict];
}

static bool find(const char *const *names, size_t count, const char *name, size_t *at)
{
	for (*at = 0; *at < count; (*at)++)
		if (text_equal(names[*at], name))
			return true;
	return false;
}

bool track_kind_parse(const char *name, enum track_kind *out)
{
	size_t at;

	if (!find(kinds, ARRAY_COUNT(kinds), name, &at))
		return false;
	*out = (enum track_kind)at;
	return true;
}

bool track_agent_parse(const char *name, enum track_agent *out)
{
	size_t at;

	if (!find(agents, ARRAY_COUNT(agents), name, &at))
		return false;
	*out = (enum track_agent)at;
	return true;
}

bool track_verdict_parse(const char *name, enum track_verdict *out)
{
	size_t at;

	if (!find(verdicts, ARRAY_COUNT(verdicts), name, &at))
		return false;
	*out = (enum track_verdict)at;
	return true;
}

/* ---- By the User-Agent ---- */

/* What a User-Agent holds, and whose it is; the first row counts. Filters that pass for a browser are known by what they do. */
static const struct {
	const char *part;
	enum track_agent agent;
} known[] = {
	/* Fetched when the email is opened: support.google.com/mail/answer/3070163, Yahoo's mail proxy. */
	{"GoogleImageProxy", AGENT_PROXY},
	{"YahooMailProxy", AGENT_PROXY},
	/* Gmail, before the email is shown to somebody who is signed in. */
	{"Edge/12.246 Mozilla/5.0", AGENT_PREFETCH},
	/* Filters that say who they are. */
	{"barracuda", AGENT_AUTOMATIC},
	{"mimecast", AGENT_AUTOMATIC},
	{"proofpoint", AGENT_AUTOMATIC},
	{"safelinks", AGENT_AUTOMATIC},
	{"symantec", AGENT_AUTOMATIC},
	{"messagelabs", AGENT_AUTOMATIC},
	{"ironport", AGENT_AUTOMATIC},
	{"fortiguard", AGENT_AUTOMATIC},
	{"trendmicro", AGENT_AUTOMATIC},
	{"forcepoint", AGENT_AUTOMATIC},
	{"sophos", AGENT_AUTOMATIC},
	{"zscaler", AGENT_AUTOMATIC},
	{"bitdefender", AGENT_AUTOMATIC},
	{"kaspersky", AGENT_AUTOMATIC},
	/* Previews and programs; and a maker of telephones. */
	{"cubot", AGENT_PERSON},
	{"bot", AGENT_AUTOMATIC},
	{"crawler", AGENT_AUTOMATIC},
	{"spider", AGENT_AUTOMATIC},
	{"preview", AGENT_AUTOMATIC},
	{"scan", AGENT_AUTOMATIC},
	{"facebookexternalhit", AGENT_AUTOMATIC},
	{"whatsapp", AGENT_AUTOMATIC},
	{"microsoft url control", AGENT_AUTOMATIC},
	{"existence discovery", AGENT_AUTOMATIC},
	{"headlesschrome", AGENT_AUTOMATIC},
	{"phantomjs", AGENT_AUTOMATIC},
	{"curl/", AGENT_AUTOMATIC},
	{"wget/", AGENT_AUTOMATIC},
	{"python", AGENT_AUTOMATIC},
	{"go-http-client", AGENT_AUTOMATIC},
	{"java/", AGENT_AUTOMATIC},
	{"okhttp", AGENT_AUTOMATIC},
	{"libwww", AGENT_AUTOMATIC},
	{"axios", AGENT_AUTOMATIC},
};

enum track_agent scanner_agent(const char *user_agent)
{
	if (text_is_empty(user_agent))
		return AGENT_AUTOMATIC;
	/* All that Apple's Mail Privacy Protection says of itself. */
	if (text_equal(user_agent, "Mozilla/5.0"))
		return AGENT_PREFETCH;
	for (size_t i = 0; i < ARRAY_COUNT(known); i++)
		if (strcasestr(user_agent, known[i].part))
			return known[i].agent;
	return AGENT_PERSON;
}

/* ---- By what it does ---- */

static enum track_verdict judge_alone(const struct tracked_event *event, int64_t handed_at)
{
	if (event->is_head)
		return VERDICT_HEAD;
	if (event->agent == AGENT_AUTOMATIC)
		return VERDICT_AGENT;
	if (event->agent == AGENT_PREFETCH)
		return VERDICT_PREFETCH;
	return event->at - handed_at < SCANNER_SOON_MS ? VERDICT_SOON : VERDICT_COUNTED;
}

static bool is_new_link(const struct tracked_event *events, size_t first, size_t at)
{
	for (size_t i = first; i < at; i++)
		if (events[i].kind == TRACK_CLICK && memcmp(events[i].link, events[at].link, SCANNER_HASH_SIZE) == 0)
			return false;
	return events[at].kind == TRACK_CLICK;
}

/* The event behind the last that belongs together with `first`. */
static size_t end_of_window(const struct tracked_event *events, size_t count, size_t first)
{
	size_t end = first;

	while (end < count && events[end].at - events[first].at <= SCANNER_TOGETHER_MS)
		end++;
	return end;
}

static void judge_window(struct tracked_event *events, size_t first, size_t end, int links)
{
	int different = 0;

	for (size_t i = first; i < end; i++)
		different += is_new_link(events, first, i);
	for (size_t i = first; i < end && different >= links; i++)
		if (events[i].kind == TRACK_CLICK && events[i].verdict == VERDICT_COUNTED)
			events[i].verdict = VERDICT_ALL_LINKS;
}

void scanner_judge(struct tracked_event *events, size_t count, int links, int64_t handed_at)
{
	for (size_t i = 0; i < count; i++)
		events[i].verdict = judge_alone(&events[i], handed_at);
	for (size_t i = 0; i < count && links > 1; i++)
		judge_window(events, i, end_of_window(events, count, i), links);
}
