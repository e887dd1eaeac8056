/*
 * Unit tests of imports: what becomes of each row, rejected ones, cancelling, going on after a restart.
 */
#include "base/unit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_import.h"
#include "ops/import_ops.h"

static struct import start(
	struct campaign_fixture *fixture, const char *csv, size_t length, const char *list, const char *mapping)
{
	const char *path = arena_printf(fixture->arena, "%s/upload", fixture->store->dir);
	struct import_new new = {.file = path, .size_bytes = (int64_t)length, .list = list, .mapping = mapping};
	struct import import;
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(csv, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	assert_true(import_ops_start(&fixture->ops, &fixture->call, &new, &import, &fixture->err));
	return import;
}

/* Runs slices until nothing is left to do. */
static struct import run(struct campaign_fixture *fixture, int64_t id)
{
	struct import import;
	bool did = true;

	while (did)
		assert_true(contact_import_run_next(&fixture->ops, &did, &fixture->err));
	assert_true(import_ops_get(&fixture->ops, &fixture->call, id, &import, &fixture->err));
	return import;
}

static struct import import_text(struct campaign_fixture *fixture, const char *csv, const char *list)
{
	return run(fixture, start(fixture, csv, strlen(csv), list, NULL).id);
}

static const char *read_rejected(struct campaign_fixture *fixture, const struct import *import)
{
	FILE *file = fopen(import_ops_rejected_path(&fixture->ops, import, fixture->arena), "r");
	char *text = arena_alloc(fixture->arena, 65536);

	assert_non_null(file);
	text[fread(text, 1, 65535, file)] = '\0';
	fclose(file);
	return text;
}

static int64_t count(struct campaign_fixture *fixture, const char *sql)
{
	return store_fixture_count(fixture->store, sql);
}

TEST(contact_import, columns_are_matched_doubles_merged_and_bad_rows_named)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct import import = import_text(fixture,
		"E-Mail;First Name;Firma;Deal Size\n"
		"ada@prospect.test;Ada;Alpha;10\n"
		"ADA@prospect.test;;Beta;\n"
		"not an address;X;Y;\n"
		"\"bo@prospect.test\";\"Bo;b\";;7\n",
		"Spring");

	assert_int_equal(import.status, IMPORT_DONE);
	assert_int_equal(import.rows_total, 4);
	assert_int_equal(import.rows_done, 4);
	assert_int_equal(import.added, 2);
	assert_int_equal(import.updated, 1);
	assert_int_equal(import.rejected, 1);
	assert_int_equal(count(fixture, "SELECT count(*) FROM list_member"), 2);
	assert_int_equal(count(fixture,
				 "SELECT count(*) FROM contact WHERE first_name = 'Ada' AND company = 'Beta'"
				 " AND custom = '{\"deal_size\":\"10\"}'"),
		1);
	assert_int_equal(count(fixture, "SELECT count(*) FROM contact WHERE first_name = 'Bo;b'"), 1);
	assert_non_null(strstr(read_rejected(fixture, &import), "not an address"));
	assert_non_null(strstr(read_rejected(fixture, &import), "\r\n4,"));
}

TEST(contact_import, rows_that_say_never_again_become_suppressions)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct import import = import_text(fixture,
		"email,unsubscribed,status\na@prospect.test,yes,\nb@prospect.test,no,bounced\nc@prospect.test,,"
		"active\n",
		NULL);

	assert_int_equal(import.suppressed, 2);
	assert_int_equal(count(fixture, "SELECT count(*) FROM suppression WHERE source = 'import'"), 2);
	assert_int_equal(count(fixture, "SELECT count(*) FROM contact"), 3);
}

TEST(contact_import, a_mapping_says_what_a_column_is)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	static const char csv[] = "Kontakt,Anrede,Ort\nada@prospect.test,Frau,Berlin\n";
	struct import import = start(
		fixture, csv, strlen(csv), NULL, "{\"Kontakt\":\"email\",\"Anrede\":\"salutation\",\"Ort\":\"skip\"}");

	import = run(fixture, import.id);

	assert_int_equal(import.added, 1);
	assert_int_equal(count(fixture,
				 "SELECT count(*) FROM contact WHERE custom = '{\"salutation\":\"Frau\"}'"
				 " AND location IS NULL"),
		1);
}

TEST(contact_import, a_file_without_addresses_fails_with_a_reason)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct import import = import_text(fixture, "colour,size\nred,3\n", NULL);

	assert_int_equal(import.status, IMPORT_FAILED);
	assert_non_null(strstr(import.error_text, "email"));
}

TEST(contact_import, a_plain_list_of_addresses_needs_no_header)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct import import = import_text(fixture, "ada@prospect.test\nbo@prospect.test\n", NULL);

	assert_int_equal(import.status, IMPORT_DONE);
	assert_int_equal(import.added, 2);
}

/* 10,000 people, every hundredth row broken. */
static struct text many_rows(struct campaign_fixture *fixture)
{
	struct text csv;

	text_init(&csv, fixture->arena);
	text_add(&csv, "email,first_name,company\r\n");
	for (int i = 0; i < 10000; i++)
		text_printf(&csv, "%s%d@prospect.test,Person %d,Company %d\r\n", i % 100 ? "p" : "p p", i, i, i % 7);
	return csv;
}

TEST(contact_import, ten_thousand_rows_come_in_and_each_is_counted)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct text csv = many_rows(fixture);
	struct import import = run(fixture, start(fixture, csv.data, csv.length, "Many", NULL).id);
	struct stat info;

	assert_int_equal(import.status, IMPORT_DONE);
	assert_int_equal(import.rows_total, 10000);
	assert_int_equal(import.added, 9900);
	assert_int_equal(import.rejected, 100);
	assert_int_equal(count(fixture, "SELECT count(*) FROM contact"), 9900);
	assert_int_equal(count(fixture, "SELECT count(*) FROM list_member"), 9900);
	assert_int_equal(stat(import_ops_path(&fixture->ops, &import, fixture->arena), &info), -1);
}

/* A clock that tells a later time at each look, so that a slice ends after its first batch. */
static int64_t hurrying_ms(const struct clock *clock)
{
	return ((struct clock *)clock)->offset_ms += 10000;
}

TEST(contact_import, goes_on_after_a_restart_and_no_row_counts_twice)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct text csv = many_rows(fixture);
	struct import import = start(fixture, csv.data, csv.length, NULL, NULL);
	struct clock hurrying = {.wall_ms = hurrying_ms, .boot_ms = hurrying_ms};
	const struct clock *calm = fixture->ops.clock;
	FILE *rejected;
	bool did = false;

	fixture->ops.clock = &hurrying;
	assert_true(contact_import_run_next(&fixture->ops, &did, &fixture->err));
	assert_true(import_ops_get(&fixture->ops, &fixture->call, import.id, &import, &fixture->err));
	assert_int_equal(import.status, IMPORT_RUNNING);
	assert_int_equal(import.rows_done, 500);
	/* A row that was written before a crash took its batch back. */
	rejected = fopen(import_ops_rejected_path(&fixture->ops, &import, fixture->arena), "a");
	assert_non_null(rejected);
	fputs("503,never committed\r\n", rejected);
	fclose(rejected);

	fixture->store->clock.offset_ms += 60000;
	store_fixture_reopen(fixture->store);
	fixture->ops.store = fixture->store->store;
	fixture->ops.clock = calm;
	import = run(fixture, import.id);

	assert_int_equal(import.status, IMPORT_DONE);
	assert_int_equal(import.rows_done, 10000);
	assert_int_equal(import.added + import.updated, 9900);
	assert_int_equal(import.updated, 0);
	assert_int_equal(import.rejected, 100);
	assert_null(strstr(read_rejected(fixture, &import), "never committed"));
}

TEST(contact_import, what_came_in_before_a_cancel_stays_and_nothing_more_comes)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct text csv = many_rows(fixture);
	struct import import = start(fixture, csv.data, csv.length, NULL, NULL);
	struct clock hurrying = {.wall_ms = hurrying_ms, .boot_ms = hurrying_ms};
	bool did = false;

	fixture->ops.clock = &hurrying;
	assert_true(contact_import_run_next(&fixture->ops, &did, &fixture->err));
	assert_true(import_ops_cancel(&fixture->ops, &fixture->call, import.id, &import, &fixture->err));
	assert_int_equal(import.status, IMPORT_CANCELLED);

	assert_true(contact_import_run_next(&fixture->ops, &did, &fixture->err));
	assert_false(did);
	assert_int_equal(count(fixture, "SELECT count(*) FROM contact"), 495);
	assert_false(import_ops_cancel(&fixture->ops, &fixture->call, import.id, &import, &fixture->err));
	assert_string_equal(fixture->err.code, "invalid_state");
}
