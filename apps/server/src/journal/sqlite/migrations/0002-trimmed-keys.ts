/**
 * The keys of events outlive them, so that a message sent again after a trim is still the same message.
 *
 * - `trimmed` keeps what the answer to a resend needs and no more: some 45 bytes an event. Keys of one
 *   time lie together, so that the b-tree is the table and needs no index beside it.
 * - Keys that were trimmed away before this are gone.
 */
export const trimmedKeys = `
	CREATE TABLE trimmed (
		key BLOB PRIMARY KEY CHECK (length(key) = 16),
		room INTEGER NOT NULL REFERENCES rooms (id),
		seq INTEGER NOT NULL,
		at INTEGER NOT NULL,
		"by" TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
`;
