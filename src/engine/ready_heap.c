#include "engine/ready_heap.h"

#include <stdlib.h>

#include "base/check.h"

static void place(struct ready_heap *heap, struct ready *item, size_t at)
{
	heap->items[at] = item;
	item->at = at;
}

static void rise(struct ready_heap *heap, struct ready *item)
{
	size_t at = item->at;

	for (; at > 1 && item->key < heap->items[at / 2]->key; at /= 2)
		place(heap, heap->items[at / 2], at);
	place(heap, item, at);
}

static void sink(struct ready_heap *heap, struct ready *item)
{
	size_t at = item->at, child;

	while ((child = 2 * at) <= heap->count) {
		if (child < heap->count && heap->items[child + 1]->key < heap->items[child]->key)
			child++;
		if (item->key <= heap->items[child]->key)
			break;
		place(heap, heap->items[child], at);
		at = child;
	}
	place(heap, item, at);
}

void ready_heap_free(struct ready_heap *heap)
{
	free(heap->items);
	*heap = (struct ready_heap){0};
}

void ready_heap_add(struct ready_heap *heap, struct ready *item, int64_t key)
{
	ASSERT(item->at == 0);
	if (heap->count + 1 >= heap->capacity) {
		heap->capacity = heap->capacity ? 2 * heap->capacity : 64;
		heap->items = realloc(heap->items, heap->capacity * sizeof(struct ready *));
		if (!heap->items)
			check_failed(__FILE__, __LINE__, "out of memory");
	}
	item->key = key;
	place(heap, item, ++heap->count);
	rise(heap, item);
}

void ready_heap_move(struct ready_heap *heap, struct ready *item, int64_t key)
{
	ASSERT(item->at);
	item->key = key;
	rise(heap, item);
	sink(heap, item);
}

void ready_heap_remove(struct ready_heap *heap, struct ready *item)
{
	struct ready *last = heap->items[heap->count--];

	ASSERT(item->at);
	if (last != item) {
		place(heap, last, item->at);
		rise(heap, last);
		sink(heap, last);
	}
	item->at = 0;
}

struct ready *ready_heap_first(const struct ready_heap *heap)
{
	return heap->count ? heap->items[1] : NULL;
}
