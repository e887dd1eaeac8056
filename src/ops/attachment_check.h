#pragma once
/*
 * attachment_check: whether the files that campaigns are going to send are on the disk as they were attached.
 *
 * Each content is read once, however many steps carry it, and outside of any transaction: it may be gigabytes. Campaigns that
 * are over are not asked about: they send nothing more.
 */
#include "ops/ops.h"

enum { ATTACHMENT_FAULTS_MAX = 100 };

struct attachment_fault {
	int64_t campaign_id;
	const char *campaign; /* its name */
	int position;         /* of the step */
	const char *file;
	const char *code; /* attachment_missing, attachment_altered, attachment_unreadable */
	const char *text; /* what is wrong with it, and what to do */
};

struct attachment_check {
	int64_t carried; /* files, each counted where a step carries it */
	int64_t faulty;
	struct attachment_fault *faults; /* the first of them */
	size_t count;
};

MUST_CHECK bool attachment_check(
	struct ops *ops, int64_t workspace_id, struct arena *arena, struct attachment_check *out, struct error *err);
