#pragma once
/*
 * metrics: the figures of the engine, the store and what holds sending, as Prometheus text; docs/operate.md explains them.
 */
#include "base/text.h"
#include "engine/engine.h"
#include "main/app.h"

/* `engine` is NULL where none runs. */
void metrics_write(struct app *app, struct engine *engine, struct text *out);
