import type { MethodName } from "@partyline/shared/protocol/methods";

/** What one connection or address may cost the server. */
export const serverLimits = {
	/** A session with more than this waiting to be sent is `limited`: its events are in the log. */
	sendQueueBytes: 1024 * 1024,
	/** At most so much is given to the kernel at once, so that a reader who takes little is seen to take it. */
	pieceBytes: 64 * 1024,
	/** The same when nothing of what waits was taken for this long: the kernel hides some 3 MB per slow reader on loopback. */
	stalledMs: 10_000,
	/** A peer that takes nothing at all for this long is gone. */
	goneMs: 60_000,
	/** Between two looks at which connections stall. */
	stallCheckMs: 1_000,
	/** How long a connection may take to log in; in the plain door, to answer one prompt. */
	logInMs: 10_000,
	/** How many names may be tried before that time is up for all of them. */
	namesTried: 5,
	/** Wrong passwords in the plain door, after which it closes. */
	passwordsTried: 3,
	/** Connections from one address, or one IPv6 network of a site, that have not logged in; for one more the oldest of them goes. Loopback is exempt. */
	strangersPerAddress: 32,
	/** A connection that has not logged in may have no more than this waiting to be sent. */
	strangerQueueBytes: 64 * 1024,
	/**
	 * Connections in all that have not logged in and have asked for nothing for so long; for one more the oldest of them goes.
	 * They take 0.5 MB each at the very most.
	 */
	strangersInAll: 1024,
	strangerIdleMs: 1_000,
	/** The same with those for whom there is something to do, as after a restart: for one more the oldest goes. They are read no further meanwhile. */
	strangersAtOnce: 8_192,
	/** Who waits for us, as where thousands log in at once, has this long to log in. */
	logInOwedMs: 30_000,
	/** Descriptors that no connection may take: the files of the store, its pipes, and some to spare. */
	descriptorsKept: 64,
	/** A client that says nothing for this long is a person with `nc`. */
	silenceMs: 1_000,
	/** When TCP begins to ask whether a silent peer is still there; it then asks ten times, a second apart. */
	keepAliveMs: 30_000,
	/** Connections that may wait to be accepted: a storm of reconnects must not lose SYNs (Node's default is 511). */
	backlog: 4096,
	/** How long a person's program may take to read the last lines before the connection is reset. */
	hangUpMs: 500,
	/** How long a peer that was sent everything may take to close its side. */
	lingerMs: 4_000,
	/** How long the requests of one connection may keep the others waiting in one turn of the loop. */
	workMs: 2,
	/** How long requests may be done as they come in one turn; then they wait in a line, and who asks for little goes first. */
	turnMs: 4,
	/** How much of what came is looked at in one go: a turn ends late by no more than these bytes cost. */
	decodeBytes: 1024,
	/** What it takes to write to one session, most of it in the kernel: see docs/performance.md. */
	writeMs: 0.008,
	/** A delivery that takes at least so long waits for what is being stored, for no longer than it takes itself. */
	heldFromMs: 0.4,
	/** Who came and left a room is told after so many times what telling it takes, a quarter of a second for a thousand; */
	comingsTimes: 32,
	/** and after this at the latest. */
	comingsMs: 1_000,
	/**
	 * In a room that so many hear, those who come and go are told of by their number where so many of them do in a row:
	 * to name each of 5,000 who come to all of them is 12.5 million lines.
	 */
	crowdSessions: 1_000,
	comingsNamed: 50,
	/** A delivery to more than so many sessions is given to so many at a time. */
	sessionsPerTurn: 256,
	/**
	 * Texts, in UTF-16 units, that are taken back in one event: to take each of their words out of the index keeps everybody's
	 * posts waiting, some 5 us a word.
	 */
	redactedAtOnce: 16 * 1024,
	/** What a graceful stop may take. */
	stopMs: 4_000,
} as const;

/**
 * How much may be asked for by those who are not local: so many tokens at once, and so many a second from then on.
 * A person who pastes and talks fast does not meet it; a program that says five things a second for ever does not either.
 */
export const rates = {
	connection: { burst: 40, perSecond: 5 },
	/** All connections of an account together. */
	account: { burst: 80, perSecond: 10 },
	/**
	 * All guests of a network together: another name gives nobody more. Thirty of them behind one router can come in, join
	 * and talk as people do.
	 */
	guests: { burst: 240, perSecond: 30 },
	/** New names from a network, of guests and of accounts that nobody invited: a class at once, then one in five seconds. */
	newcomers: { burst: 40, perSecond: 0.2 },
} as const;

/** So many times as much as one network has all networks of a site together. */
export const timesOfSite = 8;

/**
 * What each method costs, in tokens: a post is one. What it takes to come back after a cut is free, so that it never
 * waits. Guesses at passwords and codes have limits of their own.
 */
export const costs: Readonly<Record<MethodName, number>> = {
	...{ hello: 0, login: 0, register: 0, invitation: 0, ping: 0, quit: 0 },
	...{ sync: 0, history: 0, rooms: 0, members: 0, search: 3 },
	...{ post: 1, read: 0.1, typing: 0.2, presence: 0.2, nick: 5, topic: 3, redact: 2 },
	...{ create: 10, join: 2, leave: 2, invite: 3, role: 3, settings: 5, rename: 5 },
	...{ kick: 1, ban: 1, unban: 1, mute: 1, unmute: 1, undo: 2, purge: 5 },
	...{ bans: 1, audit: 1, ignore: 1, devices: 1, revoke: 1, password: 5 },
};
