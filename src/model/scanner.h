#pragma once
/*
 * scanner: which opens and clicks a person made, as far as that can be told. Pure.
 *
 * Between sender and reader stand programs that load every picture and try every link: filters, privacy proxies, previews. Nothing
 * they do says that anybody read the email. All requests of an email are judged together and again whenever one more comes, since
 * a later one can tell what an earlier one was. No trap is laid: there are no hidden links.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SCANNER_SOON_MS = 10000,    /* after the email was handed over nobody has read it yet */
	SCANNER_TOGETHER_MS = 5000, /* all links of an email within this: no person clicks so */
	SCANNER_HASH_SIZE = 16,
};

enum track_kind { TRACK_OPEN, TRACK_CLICK, TRACK_KIND_COUNT };

/* Who asks, by the User-Agent; nothing else of it is kept. */
enum track_agent {
	AGENT_PERSON,    /* a browser or mail program */
	AGENT_PROXY,     /* a mail service that fetches pictures when its user opens the email */
	AGENT_PREFETCH,  /* one that fetches them whether or not it is opened */
	AGENT_AUTOMATIC, /* a filter, preview or script */
	TRACK_AGENT_COUNT
};

enum track_verdict {
	VERDICT_COUNTED,
	VERDICT_HEAD,      /* asked without wanting an answer */
	VERDICT_AGENT,     /* an automatic agent */
	VERDICT_PREFETCH,  /* loaded whether or not anybody reads it */
	VERDICT_SOON,      /* before anybody can have read it */
	VERDICT_ALL_LINKS, /* every link of the email at once */
	TRACK_VERDICT_COUNT
};

struct tracked_event {
	int64_t id, at;
	enum track_kind kind;
	unsigned char link[SCANNER_HASH_SIZE]; /* of a click */
	enum track_agent agent;
	bool is_head;
	enum track_verdict verdict; /* what scanner_judge found */
};

const char *track_kind_name(enum track_kind kind);
const char *track_agent_name(enum track_agent agent);
const char *track_verdict_name(enum track_verdict verdict);
bool track_kind_parse(const char *name, enum track_kind *out);
bool track_agent_parse(const char *name, enum track_agent *out);
bool track_verdict_parse(const char *name, enum track_verdict *out);

/* By the User-Agent header; NULL and "" are no person's. */
enum track_agent scanner_agent(const char *user_agent);

/* Judges the events of one email, which had `links` tracked links and was handed over at `handed_at`. Oldest first. */
void scanner_judge(struct tracked_event *events, size_t count, int links, int64_t handed_at);
