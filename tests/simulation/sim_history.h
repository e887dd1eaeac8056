#pragma once
/*
 * sim_history: what happened in a seed, in order, over all its lives. It lies in memory that parent and children share, so
 * that a life that is cut off leaves everything it told.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { HISTORY_MAX = 16384, HISTORY_WORDS = 40, VIOLATION_BYTES = 512 };

enum record_kind {
	RECORD_LIFE,    /* a process begins */
	RECORD_CRASH,   /* it is cut off */
	RECORD_STOPPED, /* it ended by itself */
	RECORD_ASK,     /* a person's request begins: what, of whom */
	RECORD_ANSWER,  /* and is answered */
	RECORD_PREPARE, /* the provider has all but the end */
	RECORD_PERMIT,  /* is granted, or not */
	RECORD_END,     /* the end of data reaches the provider */
	RECORD_REPLY,   /* what the provider made of it */
	RECORD_FAULT,   /* of the network, the store or the machine */
	RECORD_NOTE,
	RECORD_KIND_COUNT
};

/* What became of an end of data, and what the program was told. */
enum sim_verdict { SERVER_TOOK, SERVER_TOOK_UNTOLD, SERVER_LOST_UNTOLD, SERVER_DEFERRED, SERVER_REFUSED };

struct record {
	int64_t at_ms; /* virtual wall clock */
	int16_t kind, life, fiber;
	int16_t what;   /* ASK, ANSWER: enum chaos_act */
	int64_t answer; /* ANSWER, PERMIT, REPLY: how */
	int64_t mailbox, campaign, contact,
		subject; /* ids, 0 when it is not about one; subject: Message-ID's hash, other ids */
	char words[HISTORY_WORDS];
};

struct history {
	uint32_t count;
	int32_t life;
	uint64_t hash;
	uint64_t points;
	int64_t boot_ns, wall_ns; /* when the last life ended */
	int32_t editions; /* of texts, so far */
	bool is_settled;          /* nothing was left to do */
	uint32_t ends, crashes, faults, asks;
	char violation[VIOLATION_BYTES]; /* the first promise that was broken, or "" */
	struct record records[HISTORY_MAX];
};

/* Shared memory for one seed at a time; the process's own. */
struct history *history_open(void);
struct history *history_current(void);
void history_clear(void);

/* Adds it with the time and the fiber filled in; returns its place. */
uint32_t history_add(const struct record *record);

/* One that is words alone. */
void history_tell(enum record_kind kind, const char *words);

/* Keeps the first of them. */
void history_violate(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool history_has_violation(void);

/* The last so many, a line each. */
void history_print(FILE *out, const struct history *history, uint32_t last);
