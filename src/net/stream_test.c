/* Plain streams, among peers that keep to the rules and peers that do not. */
#include "net/peer_fixture.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void byte_by_byte(struct peer *peer)
{
	static const char said[] = "one\r\ntwo\n\r\nfo\0ur\r\nrest";

	for (size_t i = 0; i < sizeof(said) - 1; i++) {
		say(peer, said + i, 1);
		usleep(500);
	}
	hear(peer);
}

TEST(stream, lines_come_whole_however_they_arrive)
{
	static const struct {
		const char *text;
		size_t length;
	} lines[] = {{"one", 3}, {"two", 3}, {"", 0}, {"fo\0ur", 5}};
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	char rest[4];

	peer_start(&peer, byte_by_byte);
	stream = open_plain(&peer, NULL);
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		const char *line;
		size_t length;

		assert_true(stream_read_line(stream, 100, &line, &length, &err));
		assert_int_equal(length, lines[i].length);
		assert_memory_equal(line, lines[i].text, length);
	}
	assert_true(stream_read(stream, rest, 4, &err));
	assert_memory_equal(rest, "rest", 4);
	stream_free(stream);
	peer_end(&peer);
}

static void endless_line(struct peer *peer)
{
	char block[4096];

	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 2560; i++)
		if (send(peer->fd, block, sizeof(block), MSG_NOSIGNAL) < 0)
			return;
	say(peer, "\r\n", 2);
}

TEST(stream, a_line_of_ten_megabytes_is_refused)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};
	const char *line;
	struct text out;
	size_t length;

	for (int i = 0; i < 2; i++) {
		struct stream *stream;
		struct peer peer;

		text_init(&out, arena);
		peer_start(&peer, endless_line);
		stream = open_plain(&peer, NULL);
		assert_false(i == 0 ? stream_read_line(stream, 4096, &line, &length, &err)
				    : stream_add_line(stream, 100000, &out, &err));
		assert_string_equal(err.code, "line_too_long");
		stream_reset(stream);
		peer_end(&peer);
		assert_in_range(out.length, 0, 100001);
	}
}

static void long_line(struct peer *peer)
{
	char block[1000];

	memset(block, 'y', sizeof(block));
	for (int i = 0; i < 100; i++)
		say(peer, block, sizeof(block));
	say(peer, "\r\nnext\r\n", 8);
	hear(peer);
}

TEST(stream, a_line_longer_than_the_buffer_can_be_had)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	struct text out;

	text_init(&out, arena);
	text_add(&out, "kept ");
	peer_start(&peer, long_line);
	stream = open_plain(&peer, NULL);
	assert_true(stream_add_line(stream, 100000, &out, &err));
	assert_int_equal(out.length, 100005);
	assert_true(stream_add_line(stream, 100000, &out, &err));
	assert_string_equal(out.data + 100005, "next");
	stream_free(stream);
	peer_end(&peer);
}

static void a_megabyte(struct peer *peer)
{
	char *block = malloc(1 << 20);

	for (int i = 0; i < 1 << 20; i++)
		block[i] = (char)(i % 251);
	for (size_t sent = 0; sent < 1 << 20;)
		sent += (size_t)send(peer->fd, block + sent, (1 << 20) - sent, MSG_NOSIGNAL);
	say(peer, "end\r\n", 5);
	free(block);
	hear(peer);
}

TEST(stream, large_pieces_are_read_by_count)
{
	char *block = malloc(1 << 20);
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	const char *line;
	size_t length;

	peer_start(&peer, a_megabyte);
	stream = open_plain(&peer, NULL);
	assert_true(stream_read(stream, block, 10, &err));
	assert_true(stream_read(stream, block + 10, (1 << 20) - 10, &err));
	for (int i = 0; i < 1 << 20; i++)
		if (block[i] != (char)(i % 251))
			fail_msg("byte %d is wrong", i);
	assert_true(stream_read_line(stream, 10, &line, &length, &err));
	assert_string_equal(line, "end");
	stream_free(stream);
	peer_end(&peer);
	free(block);
}

static void silence(struct peer *peer)
{
	hear(peer);
}

static void greets_and_listens(struct peer *peer)
{
	char bytes[21];

	say(peer, ".", 1);
	peer->received = recv(peer->fd, bytes, sizeof(bytes), MSG_PEEK | MSG_WAITALL);
}

TEST(stream, bytes_kept_back_arrive_with_those_of_the_next_write)
{
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	int arrived = -1;
	char dot;

	peer_start(&peer, greets_and_listens);
	stream = open_plain(&peer, NULL);
	assert_true(stream_read(stream, &dot, 1, &err)); /* from here on the peer's descriptor is known */
	assert_true(stream_write_more(stream, "a message", 9, &err));
	ioctl(peer.fd, FIONREAD, &arrived);
	assert_true(stream_write(stream, " and its end", 12, &err));
	peer_end(&peer);
	assert_int_equal(arrived, 0);
	assert_int_equal(peer.received, 21);
	stream_free(stream);
}

TEST(stream, silence_ends_at_the_deadline)
{
	int64_t began = now_ms();
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	bool readable;
	char byte;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	stream_set_timeout(stream, 80);
	assert_false(stream_read(stream, &byte, 1, &err));
	assert_string_equal(err.code, "timeout");
	assert_true(stream_wait(stream, 30, &readable, &err));
	assert_false(readable);
	assert_in_range(now_ms() - began, 105, 2000);
	stream_free(stream);
	peer_end(&peer);
}

static void *raise_soon(void *argument)
{
	usleep(60000);
	cancel_raise(argument);
	return NULL;
}

/* Reads nothing until the other is gone. */
static void never_reads(struct peer *peer)
{
	usleep(400000);
	hear(peer);
}

TEST(stream, a_raised_flag_ends_reading_and_writing_at_once)
{
	static char block[8 << 20];

	for (int writes = 0; writes < 2; writes++) {
		struct stream *stream;
		struct cancel cancel;
		struct error err = {0};
		struct peer peer;
		pthread_t thread;
		int64_t began;

		cancel_init(&cancel);
		peer_start(&peer, writes ? never_reads : silence);
		stream = open_plain(&peer, &cancel);
		began = now_ms();
		pthread_create(&thread, NULL, raise_soon, &cancel);
		stream_set_timeout(stream, 5000);
		assert_false(writes ? stream_write(stream, block, sizeof(block), &err)
				    : stream_read(stream, block, 1, &err));
		assert_string_equal(err.code, "cancelled");
		assert_in_range(now_ms() - began, 50, 350);
		if (writes)
			assert_true(stream_unsent(stream) > 0);
		pthread_join(thread, NULL);
		assert_false(stream_write(stream, "x", 1, &err));
		stream_reset(stream);
		peer_end(&peer);
		cancel_close(&cancel);
	}
}

TEST(stream, a_reset_is_seen_as_one_and_a_free_as_an_end)
{
	struct stream *stream;
	struct peer peer;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	usleep(20000);
	stream_reset(stream);
	peer_end(&peer);
	assert_int_equal(peer.received, -1);
	assert_int_equal(peer.error, ECONNRESET);

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	stream_free(stream);
	peer_end(&peer);
	assert_int_equal(peer.received, 0);
}

static void closes(struct peer *peer)
{
	say(peer, "bye\r\n", 5);
}

TEST(stream, a_kept_stream_tells_when_the_peer_spoke_or_left)
{
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	const char *line;
	size_t length;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	assert_false(stream_is_stale(stream));
	assert_false(stream_is_tls(stream));
	stream_free(stream);
	peer_end(&peer);

	peer_start(&peer, closes);
	stream = open_plain(&peer, NULL);
	assert_true(stream_read_line(stream, 10, &line, &length, &err));
	peer_end(&peer);
	assert_true(stream_is_stale(stream));
	assert_false(stream_read_line(stream, 10, &line, &length, &err));
	assert_string_equal(err.code, "connection_closed");
	stream_free(stream);
}

TEST(stream, what_cannot_be_reached_says_why)
{
	static const struct {
		const char *host;
		int port;
		bool private_too;
		const char *code;
	} cases[] = {{"127.0.0.1", 1, true, "connect_failed"}, {"127.0.0.1", 587, false, "host_not_allowed"},
		{"nobody.invalid", 587, true, "dns_failed"}, {"a b", 587, true, "bad_host"}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct stream *stream = NULL;
		struct error err = {0};

		assert_false(stream_open(&(struct stream_options){.host = cases[i].host,
						 .port = cases[i].port,
						 .allow_private_hosts = cases[i].private_too,
						 .connect_timeout_ms = 5000},
			&stream, &err));
		assert_string_equal(err.code, cases[i].code);
	}
}
