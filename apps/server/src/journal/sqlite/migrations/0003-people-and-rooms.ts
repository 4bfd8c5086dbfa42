/**
 * Accounts with passwords, devices, invitations, bans, the journal of admin acts, and rooms that are more than public.
 *
 * - `accounts.password` is a PHC string, null for guests and for accounts that must set one.
 * - `tokens` are the devices of an account; a device is known by the first 12 hex digits of its hash.
 * - `rooms.state` is what follows from a room's log beside its members and topic, as JSON, see `shared/protocol/room-state.ts`:
 *   a trimmed log no longer says it. `kind` is made anew, because a CHECK cannot be widened.
 * - `invites.account` is that of whose password a one-time link resets; null for one that makes an account.
 * - `bans` are those of the whole server, of an account or of a range of addresses.
 * - `acts.act` has no gap: it is the number by which people undo.
 */
export const peopleAndRooms = `
	ALTER TABLE accounts ADD COLUMN password TEXT;
	ALTER TABLE accounts ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'disabled', 'deleted'));
	ALTER TABLE accounts ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;

	ALTER TABLE tokens ADD COLUMN name TEXT NOT NULL DEFAULT '';
	ALTER TABLE tokens ADD COLUMN client TEXT NOT NULL DEFAULT '';
	ALTER TABLE tokens ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE tokens ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;

	ALTER TABLE rooms ADD COLUMN sort TEXT NOT NULL DEFAULT 'public'
		CHECK (sort IN ('public', 'private', 'direct'));
	UPDATE rooms SET sort = kind;
	ALTER TABLE rooms DROP COLUMN kind;
	ALTER TABLE rooms RENAME COLUMN sort TO kind;
	ALTER TABLE rooms ADD COLUMN state TEXT NOT NULL DEFAULT '{}';

	CREATE TABLE invites (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
		uses INTEGER NOT NULL,
		used INTEGER NOT NULL DEFAULT 0 CHECK (used <= uses),
		expires_at INTEGER NOT NULL,
		role TEXT NOT NULL CHECK (role IN ('member', 'admin', 'owner')),
		room TEXT,
		account TEXT,
		created_at INTEGER NOT NULL,
		"by" TEXT NOT NULL,
		revoked INTEGER NOT NULL DEFAULT 0
	) STRICT;

	CREATE TABLE bans (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		account TEXT,
		network TEXT,
		until INTEGER,
		reason TEXT,
		"by" TEXT NOT NULL,
		at INTEGER NOT NULL,
		CHECK ((account IS NULL) <> (network IS NULL)),
		UNIQUE (account),
		UNIQUE (network)
	) STRICT;

	CREATE TABLE acts (
		act INTEGER PRIMARY KEY,
		at INTEGER NOT NULL,
		"by" TEXT NOT NULL,
		what TEXT NOT NULL,
		who TEXT,
		room TEXT,
		reason TEXT,
		detail TEXT,
		undo TEXT,
		undone_by INTEGER,
		undoes INTEGER
	) STRICT;

	CREATE TABLE ignores (
		account TEXT NOT NULL,
		ignored TEXT NOT NULL,
		PRIMARY KEY (account, ignored)
	) STRICT, WITHOUT ROWID;
`;
