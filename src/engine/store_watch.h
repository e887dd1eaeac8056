#pragma once
/*
 * store_watch: a disk that is full, failing or read-only is told of once, and once when it is well again.
 *
 * Workers meet a failing disk hundreds of times a second, and the log may lie on that very disk. While it fails nothing is
 * claimed, because a claim is a write; the sweeper tries a write now and then, so that an idle server recovers too.
 */
#include "base/error.h"
#include "engine/engine.h"

/* Logs a worker's error. What the disk does is told at its first failure only. */
void store_watch_report(struct engine *engine, const char *event, const struct error *err);

/* Tries a small write when the last one failed. Returns whether the disk fails still. */
bool store_watch_look(struct engine *engine);
