#include "model/variant.h"

#include "base/check.h"
#include "model/campaign.h"

static const char *const letters[STEP_MAX_VARIANTS] = {"A", "B", "C", "D", "E"};

size_t variant_count(const struct step *step)
{
	return 1 + step->variant_count;
}

const char *variant_letter(size_t at)
{
	ASSERT(at < STEP_MAX_VARIANTS);
	return letters[at];
}

struct variant variant_at(const struct step *step, size_t at)
{
	struct variant variant;

	if (at == 0)
		return (struct variant){.id = step->id,
			.name = step->variant_name,
			.weight = step->variant_weight,
			.enabled = step->variant_enabled,
			.subject = step->subject,
			.body_text = step->body_text,
			.body_html = step->body_html};
	variant = step->variants[at - 1];
	if (!variant.subject)
		variant.subject = step->subject;
	return variant;
}

bool variant_find(const struct step *step, int64_t id, size_t *at)
{
	for (size_t i = 0; i < variant_count(step); i++)
		if (variant_at(step, i).id == id) {
			*at = i;
			return true;
		}
	return false;
}

static uint64_t weight_of(const struct step *step, size_t at)
{
	struct variant variant = variant_at(step, at);

	return variant.enabled ? (uint64_t)variant.weight : 0;
}

size_t variant_choose(const struct step *step, uint64_t draw)
{
	uint64_t total = 0, point;
	size_t at;

	if (step->winner_id && variant_find(step, step->winner_id, &at) && variant_at(step, at).enabled)
		return at;
	for (size_t i = 0; i < variant_count(step); i++)
		total += weight_of(step, i);
	if (total == 0)
		return 0;
	point = draw % total;
	for (at = 0; point >= weight_of(step, at); at++)
		point -= weight_of(step, at);
	return at;
}

struct step variant_step(const struct step *step, size_t at)
{
	struct variant variant = variant_at(step, at);
	struct step worded = *step;

	worded.subject = variant.subject;
	worded.body_text = variant.body_text;
	worded.body_html = variant.body_html;
	return worded;
}
