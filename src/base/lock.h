#pragma once
/*
 * lock: mutexes with an order. A thread that holds one may take only such as stand further down; so no two threads can wait for
 * each other. Taking one out of order is a mistake of ours and ends the program, in every build: tests find it by chance
 * otherwise, and users by a server that stands still.
 */
#include <pthread.h>

/* From the outside in. */
enum lock_rank {
	LOCK_TOKENS,      /* one refresh of a mailbox's token at a time; held over the network */
	LOCK_PASSWORDS,   /* who may compute argon2 now */
	LOCK_IDEMPOTENCY, /* requests that wait for their twin */
	LOCK_EVENTS,      /* who listens to events */
	LOCK_TRACKING,    /* opens and clicks that are to be written */
	LOCK_WRITER,      /* the right to write to the database; handed from thread to thread */
	LOCK_QUEUE,       /* who waits for that */
	LOCK_READERS,     /* the connections that read */
	LOCK_WORKERS,     /* requests that wait for a thread */
	LOCK_STREAM,      /* the bytes of one event stream */
	LOCK_LANES,       /* which mailbox is next */
	LOCK_POOL,        /* threads of the engine */
	LOCK_FENCE,       /* emails under way */
	LOCK_COMPOSE,     /* what kept emails from being made */
	LOCK_GATE,        /* what holds all sending */
	LOCK_RECORDER,    /* the last events of some mailboxes */
	LOCK_ZONES,       /* time zones that were looked up */
	LOCK_TLS,         /* certificates that were loaded */
	LOCK_WAKEUP,      /* a bell */
	LOCK_RANK_COUNT
};

void lock_take(pthread_mutex_t *mutex, enum lock_rank rank);
void lock_give(pthread_mutex_t *mutex, enum lock_rank rank);

/* The same for a lock that is no mutex: this thread has it now; has it no more. */
void lock_enter(enum lock_rank rank);
void lock_leave(enum lock_rank rank);
