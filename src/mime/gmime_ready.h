#pragma once
/*
 * gmime_ready: GMime is made ready once, whichever thread needs it first. Its own start is not safe for threads.
 */
void gmime_ready(void);
