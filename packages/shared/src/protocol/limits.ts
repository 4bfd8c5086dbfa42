/** The numbers both sides agree on besides those of the framing; `hello` tells them to every client. */
export const limits = {
	/** Events in one `history` page. */
	pageEvents: 200,
	/** Requests of one connection that may wait for their answer at once. */
	openRequests: 64,
	/** Members or rooms in one page: a page must fit in one frame, topics included. */
	pageEntries: 100,
	/** A topic is one line in a title row, in code points. */
	topicChars: 250,
	/** Rooms that one `sync` may name. */
	syncRooms: 200,
	/** Missing events that `sync` still sends itself; above it answers `limited` and the client pages. */
	syncEvents: 200,
	/** People in one direct conversation, oneself included. */
	directPeople: 9,
} as const;

/** The port of everything: native, plain and, later, the other doors. */
export const defaultPort = 7420;

/** The version of this protocol; `hello` refuses any other. */
export const protocolVersion = 1;
