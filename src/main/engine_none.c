/*
 * engine_none: stands in for the engine in builds without one: nothing is sent or read.
 */
#include "engine/engine.h"

struct engine *engine_new(
	__attribute__((unused)) struct ops *ops, __attribute__((unused)) const struct engine_options *options)
{
	return NULL;
}

bool engine_start(__attribute__((unused)) struct engine *engine, __attribute__((unused)) struct error *err)
{
	return true;
}

void engine_drain(__attribute__((unused)) struct engine *engine, __attribute__((unused)) int64_t timeout_ms)
{
}

void engine_free(__attribute__((unused)) struct engine *engine)
{
}

void engine_counts(__attribute__((unused)) struct engine *engine, struct engine_counts *out)
{
	*out = (struct engine_counts){0};
}
