#pragma once
/*
 * ready_heap: things in the order of a time: the earliest on top, any of them moved or taken out in O(log n). Not locked.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Part of what is ordered, its owner; `at` is the heap's own. */
struct ready {
	void *owner;
	int64_t key;
	size_t at; /* 0: in no heap */
};

struct ready_heap {
	struct ready **items; /* from 1 on */
	size_t count, capacity;
};

void ready_heap_free(struct ready_heap *heap);
void ready_heap_add(struct ready_heap *heap, struct ready *item, int64_t key);
void ready_heap_move(struct ready_heap *heap, struct ready *item, int64_t key);
void ready_heap_remove(struct ready_heap *heap, struct ready *item);

/* The earliest; NULL when there is none. */
struct ready *ready_heap_first(const struct ready_heap *heap);
