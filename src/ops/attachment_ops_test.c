/*
 * Unit tests of files that go with emails: taken in or refused, carried by steps, and let go of when nobody needs them.
 */
#include "base/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/attachment_ops.h"
#include "ops/campaign_fixture.h"
#include "ops/campaign_why.h"
#include "ops/send_permit.h"
#include "ops/send_prepare.h"
#include "store/attachment_store.h"
#include "store/campaign_store.h"
#include "store/step_store.h"

#define PDF "%PDF-1.7\nhello"
#define PNG "\x89PNG\r\n\x1a\nhello"
#define DAY_MS (24 * 3600 * 1000LL)

static const char *const one_step[] = {"Hello there.", NULL};

static const char *write_upload(struct campaign_fixture *f, const void *bytes, size_t size)
{
	const char *path = arena_printf(f->arena, "%s/upload", f->store->dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), (ssize_t)size);
	close(fd);
	return path;
}

static bool add(struct campaign_fixture *f, const char *name, const char *bytes, struct attachment *out)
{
	size_t size = strlen(bytes);
	struct attachment_new new = {.file = write_upload(f, bytes, size), .size_bytes = (int64_t)size, .name = name};

	return attachment_ops_add(&f->ops, &f->call, &new, out, &f->err);
}

static struct attachment added(struct campaign_fixture *f, const char *name, const char *bytes)
{
	struct attachment attachment;

	if (!add(f, name, bytes, &attachment))
		fail_msg("%s: %s", name, f->err.message);
	return attachment;
}

static bool lies_there(struct campaign_fixture *f, const struct attachment *attachment)
{
	return access(attachment_ops_path(&f->ops, attachment, f->arena), R_OK) == 0;
}

/* As if it had come then. */
static void set_age(struct campaign_fixture *f, const struct attachment *attachment, int64_t at)
{
	struct timespec times[2] = {{.tv_sec = at / 1000}, {.tv_sec = at / 1000}};

	assert_int_equal(utimensat(AT_FDCWD, attachment_ops_path(&f->ops, attachment, f->arena), times, 0), 0);
}

static void let_pass(struct campaign_fixture *f, int64_t ms)
{
	f->store->clock.offset_ms += ms;
}

static void sweep(struct campaign_fixture *f)
{
	assert_true(attachment_ops_sweep(&f->ops, &f->err));
}

static int64_t count_rows(struct campaign_fixture *f)
{
	return store_fixture_count(f->store, "SELECT count(*) FROM attachment");
}

/* Gives the campaign one step with these files. */
static bool carry(
	struct campaign_fixture *f, int64_t campaign_id, struct step_attachment *files, size_t count, const char *html)
{
	struct step_edit step = {.settings = STEP_ATTACHMENTS | STEP_HTML,
		.values = {.attachments = files, .attachment_count = count, .body_html = html}};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = &step, .step_count = 1};

	return campaign_ops_update(&f->ops, &f->call, campaign_id, &edit, &f->err);
}

static struct step read_step(struct campaign_fixture *f, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct step *steps = NULL;
	size_t count = 0;

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(step_store_list(tx, FIXTURE_WORKSPACE, campaign_id, f->arena, &steps, &count, &f->err));
	assert_int_equal(count, 1);
	return steps[0];
}

TEST(attachment_ops, a_file_is_kept_under_its_content_and_belongs_to_its_workspace)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment one = added(f, "one.pdf", PDF), two = added(f, "two.pdf", PDF), got;
	struct call stranger = f->call;

	assert_string_equal(one.type, "application/pdf");
	assert_int_equal(one.size, strlen(PDF));
	assert_string_equal(attachment_ops_path(&f->ops, &one, f->arena), attachment_ops_path(&f->ops, &two, f->arena));
	assert_true(lies_there(f, &one));
	assert_true(attachment_ops_get(&f->ops, &f->call, two.id, &got, &f->err));
	assert_string_equal(got.name, "two.pdf");
	stranger.workspace_id = 2;
	assert_false(attachment_ops_get(&f->ops, &stranger, two.id, &got, &f->err));
	assert_string_equal(f->err.code, "not_found");
}

TEST(attachment_ops, what_is_refused_leaves_nothing_behind)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	static const struct {
		const char *name, *bytes, *field, *rule;
	} cases[] = {
		{"a.png", PDF, "file", "content_type"},
		{"a.exe", "x", "filename", "blocked_type"},
		{"../a.pdf", PDF, "filename", "characters"},
		{NULL, PDF, "filename", "required"},
		{"a.pdf", "", "file", "not_empty"},
	};
	struct attachment attachment;

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		assert_false(add(f, cases[i].name, cases[i].bytes, &attachment));
		assert_string_equal(f->err.field, cases[i].field);
		assert_string_equal(f->err.rule, cases[i].rule);
	}
	assert_int_equal(count_rows(f), 0);
	assert_int_equal(access(arena_printf(f->arena, "%s/attachments", f->store->dir), F_OK), -1);
}

TEST(attachment_ops, a_file_larger_than_an_email_may_carry_is_refused)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment_new new = {
		.file = write_upload(f, "x", 1), .size_bytes = ATTACHMENT_MAX_BYTES + 1, .name = "a.bin"};
	struct attachment attachment;

	assert_false(attachment_ops_add(&f->ops, &f->call, &new, &attachment, &f->err));
	assert_string_equal(f->err.rule, "max_size");
	assert_string_equal(f->err.value, "10485761");
	new.size_bytes = ATTACHMENT_MAX_BYTES;
	assert_true(attachment_ops_add(&f->ops, &f->call, &new, &attachment, &f->err));
}

TEST(attachment_ops, what_no_step_carries_goes_after_a_day_and_what_one_carries_stays)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment used = added(f, "used.pdf", PDF), unused = added(f, "unused.bin", "unused");
	int64_t campaign_id = campaign_fixture_campaign(f, one_step), came_at = f->store->clock.offset_ms;

	assert_true(carry(f, campaign_id, &(struct step_attachment){.file.id = used.id}, 1, NULL));
	set_age(f, &used, came_at);
	set_age(f, &unused, came_at);
	let_pass(f, DAY_MS - 2000);
	sweep(f);
	assert_int_equal(count_rows(f), 2);

	let_pass(f, 4000);
	sweep(f);
	assert_int_equal(count_rows(f), 1);
	assert_true(lies_there(f, &used));
	assert_false(lies_there(f, &unused));

	let_pass(f, 30 * DAY_MS);
	assert_true(carry(f, campaign_id, NULL, 0, NULL));
	sweep(f);
	assert_int_equal(count_rows(f), 1); /* its day begins when it is let go of */
	let_pass(f, DAY_MS + 2000);
	sweep(f);
	assert_int_equal(count_rows(f), 0);
	assert_false(lies_there(f, &used));
}

TEST(attachment_ops, a_file_that_a_crash_left_without_a_row_goes_after_a_day)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment stray = added(f, "stray.bin", "stray"), kept = added(f, "kept.pdf", PDF);

	store_fixture_run(f->store, "DELETE FROM attachment WHERE name = 'stray.bin'");
	set_age(f, &stray, f->store->clock.offset_ms - DAY_MS + 2000);
	set_age(f, &kept, f->store->clock.offset_ms - 10 * DAY_MS);
	sweep(f);
	assert_true(lies_there(f, &stray));
	let_pass(f, 4000);
	sweep(f);
	assert_false(lies_there(f, &stray));
	assert_true(lies_there(f, &kept));
}

TEST(attachment_ops, the_same_content_again_mends_a_file_that_was_damaged)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment one = added(f, "one.pdf", PDF);
	struct stat info;

	assert_int_equal(truncate(attachment_ops_path(&f->ops, &one, f->arena), 1), 0);
	added(f, "again.pdf", PDF);
	assert_int_equal(stat(attachment_ops_path(&f->ops, &one, f->arena), &info), 0);
	assert_int_equal(info.st_size, strlen(PDF));
}

TEST(attachment_ops, a_step_carries_files_and_names_its_images)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment pdf = added(f, "a.pdf", PDF), png = added(f, "b.png", PNG);
	int64_t campaign_id = campaign_fixture_campaign(f, one_step), copy_id = 0;
	struct step_attachment files[] = {{.file.id = pdf.id}, {.file.id = png.id, .content_id = ""}};
	struct step step, copy;

	assert_true(carry(f, campaign_id, files, 2, NULL));
	step = read_step(f, campaign_id);
	assert_int_equal(step.attachment_count, 2);
	assert_string_equal(step.attachments[0].file.name, "a.pdf");
	assert_null(step.attachments[0].content_id);
	assert_memory_equal(step.attachments[1].file.sha256, png.sha256, ATTACHMENT_HASH_SIZE);
	assert_true(text_ends(step.attachments[1].content_id, "@outrider"));

	assert_true(campaign_ops_duplicate(&f->ops, &f->call, campaign_id, &copy_id, &f->err));
	copy = read_step(f, copy_id);
	assert_int_equal(copy.attachment_count, 2);
	assert_string_equal(copy.attachments[1].content_id, step.attachments[1].content_id);
}

TEST(attachment_ops, what_a_step_cannot_carry_is_refused_with_the_rule)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment pdf = added(f, "a.pdf", PDF), png = added(f, "b.png", PNG), svg = added(f, "c.svg", "<svg/>");
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	struct step_attachment twice[] = {{.file.id = pdf.id}, {.file.id = pdf.id}};
	struct step_attachment many[ATTACHMENT_MAX_COUNT + 1] = {{.file.id = pdf.id}};
	const struct {
		struct step_attachment *files;
		size_t count;
		const char *html, *field, *rule;
	} cases[] = {
		{&(struct step_attachment){.file.id = 12345}, 1, NULL, "steps[0].attachments[0].id", "unknown"},
		{twice, 2, NULL, "steps[0].attachments[1].id", "unique"},
		{many, ARRAY_COUNT(many), NULL, "steps[0].attachments", "max_items"},
		{&(struct step_attachment){.file.id = svg.id, .content_id = ""}, 1, NULL,
			"steps[0].attachments[0].inline", "image_type"},
		{&(struct step_attachment){.file.id = pdf.id, .content_id = ""}, 1, NULL,
			"steps[0].attachments[0].inline", "image_type"},
		{&(struct step_attachment){.file.id = png.id, .content_id = "a b"}, 1, NULL,
			"steps[0].attachments[0].content_id", "characters"},
		{&(struct step_attachment){.file.id = png.id, .content_id = "logo"}, 1, "<img src=\"cid:other\">",
			"steps[0].body_html", "unknown_content_id"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		assert_false(carry(f, campaign_id, cases[i].files, cases[i].count, cases[i].html));
		if (!strstr(f->err.details, arena_printf(f->arena, "\"field\":\"%s\"", cases[i].field)) ||
			!strstr(f->err.details, arena_printf(f->arena, "\"rule\":\"%s\"", cases[i].rule)))
			fail_msg("row %zu: %s", i, f->err.details);
	}
	assert_int_equal(read_step(f, campaign_id).attachment_count, 0);
}

TEST(attachment_ops, the_files_of_a_step_may_have_ten_megabytes_together)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment one = added(f, "one.bin", "one"), two = added(f, "two.bin", "two");
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	struct step_attachment files[] = {{.file.id = one.id}, {.file.id = two.id}};

	store_fixture_run(f->store, "UPDATE attachment SET size = 5242880");
	assert_true(carry(f, campaign_id, files, 2, NULL));
	store_fixture_run(f->store, "UPDATE attachment SET size = 5242881 WHERE name = 'two.bin'");
	assert_false(carry(f, campaign_id, files, 2, NULL));
	assert_non_null(strstr(f->err.details, "\"rule\":\"max_size\",\"value\":\"10485761\""));
}

/* A running campaign whose one email is claimed. */
static struct claim *claim_one(struct campaign_fixture *f, int64_t campaign_id, struct mailbox *mailbox)
{
	int64_t contact = campaign_fixture_contact(f, "grace@prospect.test", "Grace"), next_at = 0;
	struct claim *claims = NULL;
	size_t count = 0;

	campaign_fixture_enroll(f, campaign_id, (int64_t[]){contact, 0});
	if (!campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err))
		fail_msg("%s", f->err.message);
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_true(send_permit_claim(
		&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, mailbox, &claims, &count, &next_at, &f->err));
	assert_int_equal(count, 1);
	return claims;
}

static bool says_missing(struct campaign_fixture *f, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign = campaign_fixture_get(f, campaign_id);
	struct campaign_why why;

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(campaign_why_ask(&f->ops, tx, &campaign, f->arena, &why, &f->err));
	for (size_t i = 0; i < why.count; i++)
		if (why.reasons[i].reason == HELD_ATTACHMENT_MISSING)
			return strstr(why.reasons[i].text, "step 1") != NULL;
	return false;
}

TEST(attachment_ops, an_email_whose_file_is_gone_is_not_made_and_says_why)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment pdf = added(f, "a.pdf", PDF);
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	const char *path = attachment_ops_path(&f->ops, &pdf, f->arena);
	struct mailbox mailbox;
	struct prepared email = {0};
	struct claim *claim;
	bool ready = false;

	assert_true(carry(f, campaign_id, &(struct step_attachment){.file.id = pdf.id}, 1, NULL));
	claim = claim_one(f, campaign_id, &mailbox);
	assert_true(send_prepare(&f->ops, claim, &mailbox, f->arena, &email, &ready, &f->err));
	assert_true(ready);
	assert_int_equal(email.piece_count, 1);
	assert_string_equal(email.pieces[0].file->path, path);
	assert_false(says_missing(f, campaign_id));

	assert_int_equal(unlink(path), 0);
	assert_false(send_prepare(&f->ops, claim, &mailbox, f->arena, &email, &ready, &f->err));
	assert_string_equal(f->err.code, "attachment_missing");
	assert_true(says_missing(f, campaign_id));

	added(f, "again.pdf", PDF);
	assert_false(says_missing(f, campaign_id));
	assert_true(send_prepare(&f->ops, claim, &mailbox, f->arena, &email, &ready, &f->err));
}

TEST(attachment_ops, a_campaign_whose_file_is_gone_is_not_launched)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment pdf = added(f, "a.pdf", PDF);
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	int64_t contact = campaign_fixture_contact(f, "grace@prospect.test", "Grace");

	campaign_fixture_enroll(f, campaign_id, (int64_t[]){contact, 0});
	assert_true(carry(f, campaign_id, &(struct step_attachment){.file.id = pdf.id}, 1, NULL));
	assert_int_equal(unlink(attachment_ops_path(&f->ops, &pdf, f->arena)), 0);
	assert_false(campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err));
	assert_string_equal(f->err.code, "attachment_missing");
}

TEST(attachment_ops, an_image_goes_with_the_html_that_shows_it_and_only_then)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct attachment png = added(f, "b.png", PNG);
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	struct step_attachment image = {.file.id = png.id, .content_id = "logo"};
	struct prepared email = {0};
	struct mailbox mailbox;
	struct claim *claim;
	struct step plain;
	bool ready = false;

	assert_true(carry(f, campaign_id, &image, 1, "<p>Hi <img src=\"cid:logo\"></p>"));
	claim = claim_one(f, campaign_id, &mailbox);
	assert_true(send_prepare(&f->ops, claim, &mailbox, f->arena, &email, &ready, &f->err));
	assert_int_equal(email.piece_count, 1);
	assert_non_null(strstr(email.message, "multipart/related"));

	plain = *claim->step;
	plain.body_html = NULL;
	claim->step = &plain;
	assert_true(send_prepare(&f->ops, claim, &mailbox, f->arena, &email, &ready, &f->err));
	assert_int_equal(email.piece_count, 0);
	assert_null(strstr(email.message, "multipart/related"));
}
