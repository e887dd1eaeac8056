#include "api/tracking_json.h"

static void add_figure(struct tracking_figure *sum, const struct tracking_figure *figure)
{
	sum->tracked += figure->tracked;
	sum->raw += figure->raw;
	sum->filtered += figure->filtered;
}

static void put_figure(struct json_out *out, const char *key, const struct tracking_figure *figure)
{
	json_open_object(out, key);
	json_put_int(out, "tracked", figure->tracked);
	json_put_int(out, "raw", figure->raw);
	json_put_int(out, "filtered", figure->filtered);
	json_close_object(out);
}

void tracking_json_put(struct json_out *out, const struct tracking_list *list, int position, int64_t variant_id)
{
	struct tracking_figure opened = {0}, clicked = {0};

	for (size_t i = 0; i < list->count; i++) {
		const struct tracking_counts *counts = &list->items[i];

		if ((position && counts->position != position) || (variant_id && counts->variant_id != variant_id))
			continue;
		add_figure(&opened, &counts->opened);
		add_figure(&clicked, &counts->clicked);
	}
	put_figure(out, "opened", &opened);
	put_figure(out, "clicked", &clicked);
}
