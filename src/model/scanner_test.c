#include "base/unit.h"

#include "base/check.h"
#include "model/scanner.h"

enum { HOUR = 3600 * 1000 };

static const int64_t sent = 1000000;

TEST(scanner, knows_proxies_filters_and_programs_by_their_names)
{
	static const struct {
		const char *user_agent;
		enum track_agent agent;
	} rows[] = {
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 "
		 "Safari/537.36",
			AGENT_PERSON},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0", AGENT_PERSON},
		{"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)", AGENT_PERSON},
		{"Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
			AGENT_PROXY},
		{"YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", AGENT_PROXY},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "Chrome/42.0.2311.135 "
		 "Safari/537.36 Edge/12.246 Mozilla/5.0",
			AGENT_PREFETCH},
		{"Mozilla/5.0", AGENT_PREFETCH},
		{"BarracudaCentral", AGENT_AUTOMATIC},
		{"Mimecast URL Protect", AGENT_AUTOMATIC},
		{"Slackbot-LinkExpanding 1.0", AGENT_AUTOMATIC},
		{"Mozilla/5.0 BingPreview/1.0b", AGENT_AUTOMATIC},
		{"curl/8.5.0", AGENT_AUTOMATIC},
		{"python-requests/2.31", AGENT_AUTOMATIC},
		{"", AGENT_AUTOMATIC},
		{NULL, AGENT_AUTOMATIC},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		if (scanner_agent(rows[i].user_agent) != rows[i].agent)
			fail_msg("%s is taken for %s", rows[i].user_agent,
				track_agent_name(scanner_agent(rows[i].user_agent)));
}

TEST(scanner, judges_each_request_by_itself)
{
	static const struct {
		const char *name;
		struct tracked_event event;
		enum track_verdict verdict;
	} rows[] = {
		{"an open after an hour", {.kind = TRACK_OPEN, .at = HOUR}, VERDICT_COUNTED},
		{"a click after an hour", {.kind = TRACK_CLICK, .at = HOUR}, VERDICT_COUNTED},
		{"through Google's proxy", {.kind = TRACK_OPEN, .at = HOUR, .agent = AGENT_PROXY}, VERDICT_COUNTED},
		{"loaded ahead", {.kind = TRACK_OPEN, .at = HOUR, .agent = AGENT_PREFETCH}, VERDICT_PREFETCH},
		{"a filter", {.kind = TRACK_CLICK, .at = HOUR, .agent = AGENT_AUTOMATIC}, VERDICT_AGENT},
		{"HEAD", {.kind = TRACK_CLICK, .at = HOUR, .is_head = true}, VERDICT_HEAD},
		{"before it was handed over", {.kind = TRACK_OPEN, .at = -1}, VERDICT_SOON},
		{"at once", {.kind = TRACK_CLICK, .at = SCANNER_SOON_MS - 1}, VERDICT_SOON},
		{"just after", {.kind = TRACK_CLICK, .at = SCANNER_SOON_MS}, VERDICT_COUNTED},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct tracked_event event = rows[i].event;

		event.at += sent;
		scanner_judge(&event, 1, 3, sent);
		if (event.verdict != rows[i].verdict)
			fail_msg("%s: %s", rows[i].name, track_verdict_name(event.verdict));
	}
}

static struct tracked_event click(unsigned char link, int64_t after_ms)
{
	return (struct tracked_event){.kind = TRACK_CLICK, .link = {link}, .at = sent + after_ms};
}

static size_t count_counted(struct tracked_event *events, size_t count, int links)
{
	size_t counted = 0;

	scanner_judge(events, count, links, sent);
	for (size_t i = 0; i < count; i++)
		counted += events[i].verdict == VERDICT_COUNTED;
	return counted;
}

TEST(scanner, all_links_at_once_are_no_persons_clicks)
{
	struct tracked_event all[] = {click(1, HOUR), click(2, HOUR + 1000), click(3, HOUR + 2000)};

	assert_int_equal(count_counted(all, 2, 3), 2);
	assert_int_equal(count_counted(all, 3, 3), 0);
	assert_int_equal(all[0].verdict, VERDICT_ALL_LINKS);
	assert_int_equal(count_counted(all, 3, 4), 3);
}

TEST(scanner, a_person_who_clicks_later_is_still_counted)
{
	struct tracked_event events[] = {click(1, HOUR), click(2, HOUR + 10), click(2, 2 * HOUR)};

	assert_int_equal(count_counted(events, 3, 2), 1);
	assert_int_equal(events[2].verdict, VERDICT_COUNTED);
}

TEST(scanner, the_same_link_twice_or_the_only_link_is_a_persons_click)
{
	struct tracked_event twice[] = {click(1, HOUR), click(1, HOUR + 10)};
	struct tracked_event slowly[] = {click(1, HOUR), click(2, HOUR + SCANNER_TOGETHER_MS + 1)};

	assert_int_equal(count_counted(twice, 2, 2), 2);
	assert_int_equal(count_counted(twice, 1, 1), 1);
	assert_int_equal(count_counted(slowly, 2, 2), 2);
}

TEST(scanner, an_open_among_the_clicks_of_a_scanner_stands_by_itself)
{
	struct tracked_event events[] = {
		click(1, HOUR), {.kind = TRACK_OPEN, .at = sent + HOUR + 1}, click(2, HOUR + 2)};

	assert_int_equal(count_counted(events, 3, 2), 1);
	assert_int_equal(events[1].verdict, VERDICT_COUNTED);
}

TEST(scanner, every_name_is_read_back)
{
	enum track_kind kind;
	enum track_agent agent;
	enum track_verdict verdict;

	for (int i = 0; i < TRACK_KIND_COUNT; i++)
		assert_true(track_kind_parse(track_kind_name((enum track_kind)i), &kind) && (int)kind == i);
	for (int i = 0; i < TRACK_AGENT_COUNT; i++)
		assert_true(track_agent_parse(track_agent_name((enum track_agent)i), &agent) && (int)agent == i);
	for (int i = 0; i < TRACK_VERDICT_COUNT; i++)
		assert_true(
			track_verdict_parse(track_verdict_name((enum track_verdict)i), &verdict) && (int)verdict == i);
	assert_false(track_kind_parse("unsubscribe", &kind));
}
