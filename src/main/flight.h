#pragma once
/*
 * flight: the flight recorder's events in a file of the data directory: when the operator asks (SIGUSR2), and when an assertion
 * ends the process.
 */
#include "base/recorder.h"

/* From now on a failed assertion leaves flight-crash-<pid>.jsonl behind. `data_dir` and the recorder must stay. */
void flight_arm(struct recorder *recorder, const char *data_dir);
void flight_disarm(void);

/* Writes flight-<time>.jsonl and says so in the log. */
void flight_write(struct recorder *recorder, const char *data_dir, const struct clock *clock);
