#pragma once
/*
 * attachment: files that go with an email: how they may be called, what they are, and which nobody takes. Pure.
 *
 * What a file is, its first bytes say where they can; the name says it where they cannot. A name that promises something
 * else than the bytes are is refused, and so is what providers refuse: a mail that is not taken helps nobody.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	ATTACHMENT_NAME_MAX = 200, /* bytes */
	ATTACHMENT_MAX_BYTES = 10 * 1024 *
		1024,              /* of all files of a step, as they are before base64 makes a third more of them */
	ATTACHMENT_MAX_COUNT = 10, /* files of a step */
	ATTACHMENT_LARGE_BYTES = 5 * 1024 * 1024,
	ATTACHMENT_HEAD_BYTES = 1024, /* what attachment_find_type wants to see */
	ATTACHMENT_CONTENT_ID_MAX = 100,
	ATTACHMENT_HASH_SIZE = 32,
};

struct attachment {
	int64_t id, workspace_id;
	const char *name, *type;
	int64_t size;
	unsigned char sha256[ATTACHMENT_HASH_SIZE];
	int64_t created_at, created_by;
};

/* A file as a step carries it. */
struct step_attachment {
	struct attachment file;
	const char *content_id; /* what the HTML calls an image by, "cid:…"; NULL: a file beside the text */
};

/* INVALID on "filename": required, max_length, characters, trailing or blocked_type. */
MUST_CHECK bool attachment_check_name(const char *name, struct error *err);

/* What it is, by its beginning and its name. INVALID on "file": content_type when they contradict each other, blocked_type
 * for a program. */
MUST_CHECK bool attachment_find_type(
	const char *name, const unsigned char *head, size_t length, const char **type, struct error *err);

/* Whether mail programs show it within the text: the raster images that all of them know. */
bool attachment_may_be_inline(const char *type);

/* Letters, digits and ".-_+", with one "@" within at most: it stands in a header and in HTML. */
bool attachment_content_id_is_fine(const char *content_id);

/* Whether the HTML shows the image of this content id. */
bool attachment_is_shown(const char *html, const char *content_id);

/* The next content id that the HTML speaks of, at most ATTACHMENT_CONTENT_ID_MAX bytes of it; moves *at. False at the end. */
bool attachment_next_shown(const char **at, char content_id[ATTACHMENT_CONTENT_ID_MAX + 1]);

enum attachment_risk {
	ATTACHMENT_PLAIN,
	ATTACHMENT_ARCHIVE, /* what is in it cannot be looked at: many servers refuse that */
	ATTACHMENT_MACROS,
	ATTACHMENT_PAGE, /* HTML or SVG: a favourite of fraud */
};
enum attachment_risk attachment_risk_of(const char *name);
