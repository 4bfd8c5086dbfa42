/** The numbers both sides agree on besides those of the framing; `hello` tells them to every client. */
export const limits = {
	/** Events in one `history` page. */
	pageEvents: 200,
	/** The words to search for, in UTF-16 units: more than anybody types to find something. */
	searchChars: 200,
	/** The name of the place where the next page of a search begins. */
	olderChars: 64,
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
	/** Code points of a password at most; a passphrase fits, and hashing it costs the same. */
	passwordChars: 256,
	/** Code points that a new password has at least (NIST SP 800-63B-4 §3.1.1.2 asks for 15 where it is all there is). */
	newPasswordChars: 10,
	/** What a device calls itself. */
	deviceChars: 64,
	/** The description of a room, in UTF-16 units. */
	descriptionChars: 1_000,
	/** Why somebody did something, in UTF-16 units. */
	reasonChars: 250,
	/** Seconds between two messages in slow mode: a day. */
	slowSeconds: 86_400,
	/** Days that messages are kept at most: a century. */
	retentionDays: 36_500,
	/** Messages that one `redact` takes back. */
	redactEvents: 500,
	/** How long a ban or mute with an end may last: ten years. Longer is for ever. */
	sentenceMs: 10 * 365 * 24 * 3_600_000,
	/** Entries in one page of the journal of admin acts. */
	pageActs: 50,
	/** People one may ignore: the longest names of all of them fit in one frame. */
	ignored: 400,
	/** Names that a public room had before; each still finds it, and each is told. */
	formerNames: 20,
} as const;

/** The port of everything: native, plain and, later, the other doors. */
export const defaultPort = 7420;

/** The version of this protocol; `hello` refuses any other. */
export const protocolVersion = 1;
