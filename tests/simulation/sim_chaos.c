#include "sim_chaos.h"

const char *chaos_act_name(enum chaos_act act)
{
	(void)act;
	return "act";
}

void *chaos_person_run(void *context)
{
	struct person *person = context;

	*person->is_over = true;
	return NULL;
}

void chaos_put_right(struct world *world)
{
	(void)world;
}
