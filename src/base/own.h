#pragma once
/*
 * own: handles that free themselves at the end of their scope.
 *
 *	OWNED(tx) struct tx *tx = NULL;
 *
 * calls tx_free(tx) when the scope ends. Every _free accepts NULL. TAKE hands a handle on. A type takes part by placing
 * OWN_DEFINE(tx) below the declaration of its _free in its header.
 */

#include <stddef.h>

#define OWNED(name) __attribute__((cleanup(own_##name##_free)))

#define OWN_DEFINE(name) \
	static inline void own_##name##_free(struct name **handle) \
	{ \
		name##_free(*handle); \
		*handle = NULL; \
	}

#define TAKE(pointer) \
	__extension__({ \
		__typeof__(pointer) taken_ = (pointer); \
		(pointer) = NULL; \
		taken_; \
	})
