/*
 * Tests of the flight recorder.
 */
#include "base/recorder.h"
#include "base/unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *written(struct recorder *recorder, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	recorder_write_text(recorder, &out);
	return text_string(&out);
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

TEST(recorder, an_event_says_whose_it_is_and_what_happened)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct clock clock = clock_fixed(1700000000123);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	struct track track = {recorder, 42};

	track_note(&track, "DATA", 7, 354);

	assert_string_equal(written(recorder, arena),
		"{\"mailbox\":\"mbx_000000000001a\",\"at_ms\":1700000000123,\"event\":\"DATA\",\"send\":\"snd_"
		"0000000000007\","
		"\"value\":354}\n");
}

TEST(recorder, only_the_last_thousand_of_a_mailbox_are_kept_oldest_first)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct clock clock = clock_fixed(0);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	struct track busy = {recorder, 1}, quiet = {recorder, 2};
	size_t events, mailboxes;
	const char *text;

	track_note(&quiet, "connect", 0, 0);
	for (int i = 0; i < 2500; i++)
		track_note(&busy, "MAIL", 0, i);

	recorder_counts(recorder, &events, &mailboxes);
	assert_int_equal(events, RECORDER_EVENTS + 1);
	assert_int_equal(mailboxes, 2);
	text = written(recorder, arena);
	assert_int_equal(count_lines(text), RECORDER_EVENTS + 1);
	assert_null(strstr(text, "\"value\":1499}"));
	assert_true(strstr(text, "\"value\":1500}") < strstr(text, "\"value\":2499}"));
}

TEST(recorder, many_mailboxes_keep_to_the_memory_there_is)
{
	enum { MAILBOXES = 2000 };
	struct clock clock = clock_fixed(0);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	size_t events, mailboxes;

	for (int i = 0; i < RECORDER_EVENTS; i++)
		for (int64_t mailbox = 1; mailbox <= MAILBOXES; mailbox++)
			track_note(&(struct track){recorder, mailbox}, "MAIL", 0, i);

	recorder_counts(recorder, &events, &mailboxes);
	assert_int_equal(mailboxes, MAILBOXES);
	assert_true(events <= RECORDER_BYTES / 32);
	assert_true(events > MAILBOXES * 100);
}

struct scribe {
	struct recorder *recorder;
	int64_t mailbox_id;
};

static void *scribble(void *argument)
{
	struct scribe *scribe = argument;

	for (int i = 0; i < 5000; i++)
		track_note(&(struct track){scribe->recorder, scribe->mailbox_id + i % 3}, "RCPT", i, 250);
	return NULL;
}

TEST(recorder, threads_note_while_another_writes_the_file)
{
	enum { THREADS = 4 };
	struct clock clock = clock_fixed(0);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	struct scribe scribes[THREADS];
	pthread_t threads[THREADS];
	FILE *file = tmpfile();

	assert_non_null(file);
	for (int i = 0; i < THREADS; i++) {
		scribes[i] = (struct scribe){recorder, i + 1};
		assert_int_equal(pthread_create(&threads[i], NULL, scribble, &scribes[i]), 0);
	}
	for (int i = 0; i < 20; i++)
		assert_true(recorder_write_file(recorder, fileno(file)));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	fclose(file);
}

static struct recorder *dying;
static int dying_fd;

static void last_words(void)
{
	recorder_write_file(dying, dying_fd);
}

TEST(recorder, a_failed_assertion_leaves_the_events_behind)
{
	struct clock clock = clock_fixed(0);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	FILE *file = tmpfile();
	char content[512];
	int status = 0;
	pid_t child;

	assert_non_null(file);
	track_note(&(struct track){recorder, 1}, "permitted", 9, 0);
	dying = recorder;
	dying_fd = fileno(file);
	child = fork();
	if (child == 0) {
		fclose(stderr);
		check_on_failure(last_words);
		check_failed("here", 1, "nothing is wrong");
	}
	assert_int_equal(waitpid(child, &status, 0), child);

	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	rewind(file);
	content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
	assert_non_null(strstr(content, "\"event\":\"permitted\""));
	fclose(file);
}

TEST(recorder, a_full_disk_is_told)
{
	struct clock clock = clock_fixed(0);
	OWNED(recorder) struct recorder *recorder = recorder_new(&clock);
	FILE *full = fopen("/dev/full", "w");

	assert_non_null(full);
	track_note(&(struct track){recorder, 1}, "QUIT", 0, 221);

	assert_false(recorder_write_file(recorder, fileno(full)));
	fclose(full);
}
