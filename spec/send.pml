/*
 * send.pml: the send protocol, for spin. README.md tells how to run it, what is left out, and which guard is which line of
 * the program.
 *
 * Two nodes, one worker each, share a database. A worker claims a send, enters its node's registry, asks for the permit,
 * begins the end, writes it, and settles the answer. Somebody disconnects and undoes or reconnects, pauses and edits and
 * resumes, or suppresses the address. Nodes die, stall beyond a permit's or a lease's life, and lose the database's answers;
 * the mail server accepts, refuses, or is cut off.
 *
 * Checked: no end begins after a stop that came after its claim was acknowledged, and none is accepted after it but one that
 * the receipt names (unreachable node); no send is accepted twice; when everything has come to rest each send is at an end,
 * or due and held.
 *
 * -DWITHOUT_X leaves guard X out. -DSENDS, -DATTEMPTS, -DSTOPS, -DCRASHES, -DLEASES set the bounds.
 */
#ifndef SENDS
#define SENDS 1
#endif
#ifndef ATTEMPTS
#define ATTEMPTS 3 /* claims in one run */
#endif
#ifndef STOPS
#define STOPS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef LEASES
#define LEASES 1 /* times a node that lives is taken for dead */
#endif
#define NODES 2
#define NOBODY 255

mtype = { due, claimed, transmitting, sent, unknown, cancelled };
mtype = { absent, preparing, ending };            /* a worker in its registry */
mtype = { silence, accepted, refused, cut };      /* what it hears of its end */
mtype = { disconnect, pause, suppress };

/* The database. */
typedef row_t { mtype status; byte attempt; byte by; };
row_t row[SENDS];
bool is_active = true, running = true, suppressed = false;
byte epoch = 1, revision = 1;
byte attempts_made = 0;

/* The workers and their registries: one attempt at most. */
typedef worker_t {
	mtype phase;
	bool is_cancelled, is_stale, is_alive;
	byte attempt, send, epoch, revision;
	byte stops_before; /* how many stops had been committed when it claimed */
};
worker_t worker[NODES];

/* The wire of each node: the end of this send is on its way. */
byte wire[NODES], wire_stops[NODES];
mtype heard[NODES];

/* What an observer knows. */
byte times_accepted[SENDS];
bool is_named[SENDS];
byte stops_committed = 0, stops_acknowledged = 0;
byte crashes = 0, leases = 0;
bool stops_over = false;

#ifdef WITHOUT_ATTEMPT_ID
#define IS_MINE(n, s) true
#else
#define IS_MINE(n, s) (row[s].attempt == worker[n].attempt)
#endif

/* ops/send_facts.c: send_facts_judge; and the comparison of epoch and revision in send_permit.c: ask_body. */
#ifdef WITHOUT_EPOCH
#define EPOCH_HOLDS(n) true
#else
#define EPOCH_HOLDS(n) (worker[n].epoch == epoch)
#endif
#ifdef WITHOUT_REVISION
#define REVISION_HOLDS(n) true
#else
#define REVISION_HOLDS(n) (worker[n].revision == revision)
#endif
#ifdef WITHOUT_SUPPRESSION
#define MAY_BE_WRITTEN_TO true
#else
#define MAY_BE_WRITTEN_TO (!suppressed)
#endif
#define IS_PERMITTED(n, s) (row[s].status == claimed && IS_MINE(n, s) && is_active && EPOCH_HOLDS(n) && running && \
	REVISION_HOLDS(n) && MAY_BE_WRITTEN_TO)

/* base/fence.c: fence_begin_end. */
#ifdef WITHOUT_PHASE
#define NOT_CANCELLED(n) true
#else
#define NOT_CANCELLED(n) (!worker[n].is_cancelled)
#endif
#ifdef WITHOUT_PERMIT_AGE
#define PERMIT_IS_FRESH(n) true
#else
#define PERMIT_IS_FRESH(n) (!worker[n].is_stale)
#endif

inline enter(n)
{
	d_step {
		worker[n].phase = preparing;
		worker[n].is_cancelled = false;
		worker[n].is_stale = false;
	}
}

inline leave(n)
{
	d_step {
		worker[n].phase = absent;
		worker[n].is_cancelled = false;
		worker[n].is_stale = false;
		worker[n].attempt = 0;
	}
}

/* send_settle_return: whatever it was given for, if it is still this attempt's. */
inline give_back(n, s)
{
	d_step {
		if
		:: (row[s].status == claimed || row[s].status == transmitting) && IS_MINE(n, s) ->
			row[s].status = due;
			row[s].attempt = 0
		:: else
		fi
	}
}

/* send_settle.c */
inline settle(n, s, outcome)
{
	d_step {
		if
		:: (row[s].status == claimed || row[s].status == transmitting || row[s].status == unknown) && IS_MINE(n, s) ->
			row[s].status = outcome;
			if
			:: outcome == due -> row[s].attempt = 0
			:: else
			fi
		:: else
		fi
	}
}

#if SENDS > 1
#define ONE_IS_DUE (row[0].status == due || row[1].status == due)
#else
#define ONE_IS_DUE (row[0].status == due)
#endif

/* A send that is due; the lowest will do, they are alike. */
inline claim(n, s)
{
	atomic {
		attempts_made < ATTEMPTS && is_active && running && !suppressed && worker[n].is_alive && ONE_IS_DUE;
		if
		:: row[0].status == due -> s = 0
#if SENDS > 1
		:: row[1].status == due -> s = 1
#endif
		fi;
		attempts_made++;
		row[s].status = claimed;
		row[s].attempt = attempts_made;
		row[s].by = n;
		worker[n].attempt = attempts_made;
		worker[n].send = s;
		worker[n].epoch = epoch;
		worker[n].revision = revision;
		worker[n].stops_before = stops_committed;
	}
}

/* The permit's transaction; `granted` is what the worker believes. */
inline ask(n, s, granted)
{
	atomic {
		granted = false;
		if
		:: IS_PERMITTED(n, s) ->
			if
			:: row[s].status = transmitting; granted = true
			:: row[s].status = transmitting /* committed, but the answer was lost */
			:: skip                         /* not committed, and the answer was lost */
#ifdef WITHOUT_DURABLE_PERMIT
			:: granted = true               /* believed before it is durable, and it was not */
#endif
			fi
		:: else
		fi
	}
}

byte r; /* 0 but within recover */

/* send_settle_orphans: what a dead process had claimed is due, what it was transmitting is unknown. */
inline recover(n)
{
	d_step {
	r = 0;
	do
	:: r < SENDS && row[r].by == n && row[r].status == claimed -> row[r].status = due; row[r].attempt = 0; r++
	:: r < SENDS && row[r].by == n && row[r].status == transmitting ->
#ifdef WITHOUT_SETTLE_FIRST
		row[r].status = due; row[r].attempt = 0;
#else
		row[r].status = unknown;
#endif
		r++
	:: r < SENDS && !(row[r].by == n && (row[r].status == claimed || row[r].status == transmitting)) -> r++
	:: r == SENDS -> break
	od;
	r = 0
	}
}

/* What a worker that wakes up late finds gone, it does not touch. */
proctype node(byte n)
{
	byte s;
	bool granted;

life:
	{
		do
		:: claim(n, s);
#ifndef WITHOUT_ENTER_FIRST
			enter(n);
#endif
			ask(n, s, granted);
#ifdef WITHOUT_ENTER_FIRST
			enter(n);
#endif
			if
			:: !granted -> give_back(n, s); leave(n)
			:: granted ->
				if
				:: atomic { NOT_CANCELLED(n) && PERMIT_IS_FRESH(n) -> worker[n].phase = ending;
					assert(stops_acknowledged <= worker[n].stops_before) };
					atomic { wire[n] = s; wire_stops[n] = worker[n].stops_before };
					if
					:: heard[n] == accepted -> settle(n, s, sent)
					:: heard[n] == refused -> settle(n, s, due)
					:: heard[n] == cut -> settle(n, s, unknown)
					fi;
					atomic { heard[n] = silence; leave(n) }
				:: !(NOT_CANCELLED(n) && PERMIT_IS_FRESH(n)) -> give_back(n, s); leave(n)
				fi
			fi
		od
	} unless { !worker[n].is_alive };
	/* It is started again; its kernel has delivered, or not, what it had written. */
	atomic { wire[n] == NOBODY -> heard[n] = silence; recover(n); leave(n); worker[n].is_alive = true };
	goto life
}

/* The mail servers: each end is taken, refused, or lost on its way there or back. */
proctype server()
{
	byte n, s;

end:	do
	:: atomic { wire[0] != NOBODY -> n = 0 } -> goto end_arrives
	:: atomic { wire[1] != NOBODY -> n = 1 } -> goto end_arrives
	od;
end_arrives:
	atomic {
		s = wire[n];
		if
		:: times_accepted[s]++;
			assert(times_accepted[s] <= 1);
			assert(stops_acknowledged <= wire_stops[n] || is_named[s]);
			if
			:: heard[n] = accepted
			:: heard[n] = cut
			fi
		:: heard[n] = refused
		:: heard[n] = cut
		fi;
		wire[n] = NOBODY;
		wire_stops[n] = 0
	}
	goto end
}

/* Time: a permit ages while its worker stalls; a node that stalls for longer is taken for dead. */
proctype clock()
{
end:	do
	:: atomic { worker[0].phase == preparing && !worker[0].is_stale -> worker[0].is_stale = true }
	:: atomic { worker[1].phase == preparing && !worker[1].is_stale -> worker[1].is_stale = true }
	:: atomic { leases < LEASES && worker[0].is_alive && wire[0] == NOBODY && worker[0].phase != ending ->
		leases++; worker[0].is_stale = true; recover(0) }
	:: atomic { leases < LEASES && worker[1].is_alive && wire[1] == NOBODY && worker[1].phase != ending ->
		leases++; worker[1].is_stale = true; recover(1) }
	od
}

proctype death()
{
end:	do
	:: atomic { crashes < CRASHES && worker[0].is_alive -> crashes++; worker[0].is_alive = false; worker[0].phase = absent }
	:: atomic { crashes < CRASHES && worker[1].is_alive -> crashes++; worker[1].is_alive = false; worker[1].phase = absent }
	od
}

/* The transaction of a stop. Claims are given up where it sees them: a claim that commits at the same time may be missed. */
inline commit_stop(kind)
{
	atomic {
		if
		:: kind == disconnect -> is_active = false; epoch++
		:: kind == pause -> running = false; revision++
		:: kind == suppress -> suppressed = true
		fi;
		stops_committed++;
		if
		:: row[0].status == claimed -> row[0].status = due; row[0].attempt = 0
		:: true
		fi;
#if SENDS > 1
		if
		:: row[1].status == claimed -> row[1].status = due; row[1].attempt = 0
		:: true
		fi;
#endif
	}
}

/*
 * fence_stop on the node that was asked; the other one is told, if it can be reached. The program also waits for those it
 * cancelled, to tell how each ended; that they cannot end any more does not need it, so it is not done here.
 */
inline fence()
{
	atomic {
		watched = (worker[0].phase == ending -> worker[0].attempt : 0);
		if
		:: worker[0].phase == preparing -> worker[0].is_cancelled = true
		:: else
		fi;
		if
		:: worker[1].phase == preparing -> worker[1].is_cancelled = true
		:: true /* unreachable */
		fi
	}
}

#define LEFT (watched == 0 || worker[0].attempt != watched)
#define ON_THE_WIRE(s) (row[s].by == 1 && row[s].status == transmitting)
#if SENDS > 1
#define OTHER_IS_QUIET (!ON_THE_WIRE(0) && !ON_THE_WIRE(1))
#else
#define OTHER_IS_QUIET (!ON_THE_WIRE(0))
#endif

/* What was written to an unreachable node's permit is over when that permit is; its sends are named. */
inline wait_for_quiet()
{
	LEFT && worker[0].is_alive;
	if
	:: OTHER_IS_QUIET
	:: atomic { !OTHER_IS_QUIET && (worker[1].is_stale || worker[1].phase == ending || !worker[1].is_alive) ->
		if
		:: ON_THE_WIRE(0) -> is_named[0] = true
		:: else
		fi;
#if SENDS > 1
		if
		:: ON_THE_WIRE(1) -> is_named[1] = true
		:: else
		fi;
#endif
		}
	fi
}

inline stop(kind)
{
#ifdef WITHOUT_COMMIT_FIRST
	fence();
	commit_stop(kind);
#else
	commit_stop(kind);
	fence();
#endif
#ifndef WITHOUT_WAITING
	wait_for_quiet();
#endif
	/* A request dies with its node; the receipt is closed when that has started again. */
	atomic { worker[0].is_alive -> stops_acknowledged = stops_committed; watched = 0 }
}

/* A person, at node 0. */
proctype person()
{
	byte done = 0, watched = 0;

	do
	:: done < STOPS && is_active ->
		stop(disconnect);
		done++;
		if
		:: atomic { is_active = true; epoch++ } /* undo, or reconnect */
		:: skip
		fi
	:: done < STOPS && running ->
		stop(pause);
		done++;
		if
		:: atomic { revision++; running = true } /* an edit and a resume, or a resume alone */
		:: skip
		fi
	:: done < STOPS && !suppressed ->
		stop(suppress);
		done++
	:: true -> break
	od;
	stops_over = true
}

#define AT_AN_END(s) (row[s].status == sent || row[s].status == unknown || row[s].status == cancelled || \
	(row[s].status == due && (!is_active || !running || suppressed || attempts_made == ATTEMPTS)))

/* Nothing can happen any more: is every send at an end? */
proctype rest()
{
	atomic {
		timeout ->
		assert(stops_over);
		assert(AT_AN_END(0));
#if SENDS > 1
		assert(AT_AN_END(1));
#endif
	}
}

init
{
	atomic {
		row[0].status = due;
#if SENDS > 1
		row[1].status = due;
#endif
		worker[0].phase = absent; worker[0].is_alive = true; wire[0] = NOBODY; heard[0] = silence;
		worker[1].phase = absent; worker[1].is_alive = true; wire[1] = NOBODY; heard[1] = silence;
		run node(0); run node(1); run server(); run clock(); run death(); run person(); run rest()
	}
}
