#pragma once
/*
 * held: the reasons of "Why isn't this sending?" beside the words in which a mailbox and an enrollment keep them. Pure.
 */
#include "model/mailbox.h"
#include "model/send.h"

/* How a hold of a mailbox is called among the reasons. */
enum held_reason held_by_hold(enum hold_cause cause);

/* What is remembered of an end for this reason, where more is known than that it was one; NULL otherwise. */
const char *held_end_reason(enum held_reason reason);
