import type { DatabaseSync } from "node:sqlite";
import type { Seq } from "@partyline/shared/protocol/ids";
import { words } from "@partyline/shared/text/words";
import { integer, type Row, text, toMessageText } from "./row.ts";

/** After so long a step takes no further message: a batch that comes waits for little more. */
const stepMs = 2;

/** Pages that a step merges: more than it writes at each of the levels that an index of a million messages has. */
const stepPages = 32;

/**
 * SQLite's codes (sqlite.org/rescode.html) for what FTS5 tells of an index that is not as it left it: that it is corrupt, or
 * that what is to be added is there already. Extended codes end in the same byte.
 */
const damage: readonly number[] = [11, 19];

/**
 * By what the words of a text are told: an index that was made otherwise is made anew, because what is to be taken out
 * of it are the words as they were told then. To be counted up when `words` tells others of a text.
 */
const wordsMaker = `1, Unicode ${process.versions.unicode}`;

const selectMaker = "SELECT value FROM meta WHERE name = 'words'";

/** A word of the index that no text can have: by it the messages of one room are found. */
export function roomTerm(room: number): string {
	return `#${room}`;
}

/** A word of the index that no text can have: by it what one account said is found. */
export function authorTerm(by: string): string {
	return `@${by}`;
}

/** Whether the words of an index were told as they are now: else it is made anew at the next start. */
export function isToldAsNow(database: DatabaseSync): boolean {
	return database.prepare(selectMaker).get()?.value === wordsMaker;
}

/** The index by which messages are found, on the connection that writes. */
export class SearchIndex {
	readonly #database: DatabaseSync;
	readonly #statements: ReturnType<typeof prepareStatements>;
	/** Of what an earlier run left nothing is known. */
	#isMerging = true;

	constructor(database: DatabaseSync) {
		this.#database = database;
		this.#statements = prepareStatements(database);
	}

	/** Empties an index whose words were told otherwise than now. To be called before the first of them is taken out. */
	renew(): void {
		if (isToldAsNow(this.#database)) return;
		this.#statements.begin.run();
		this.#startOver();
		this.#statements.setMaker.run(wordsMaker);
		this.#statements.commit.run();
	}

	/** Whether there is something that is not in the index yet. */
	get isBehind(): boolean {
		return integer(this.#statements.last.get()?.id ?? 0) > this.#mark();
	}

	/** Whether a step waits to be committed. */
	get isOpen(): boolean {
		return this.#database.isTransaction;
	}

	/**
	 * Takes a few messages more into the index, and merges a little of it; whether there is more to be done. It leaves its
	 * transaction open for the next batch, whose sync is its sync as well. Committed without a sync it would be part of the
	 * log all the same, and if a sync then failed, what is acked after it would lie behind a part that may never reach the disk.
	 */
	step(): boolean {
		if (!this.isBehind && !this.#isMerging) return false;
		try {
			if (!this.isOpen) this.#statements.begin.run();
			this.#add();
			// Else it would be written with the batch, which an index that cannot be written would keep from being stored.
			this.#statements.flush.run();
			this.#isMerging = this.#merge();
			return this.#isMerging || this.isBehind;
		} catch (error) {
			this.#undo();
			return tellsOfDamage(error) && this.#tryToStartOver();
		}
	}

	/** Commits the step that no batch has taken along. */
	commit(): void {
		try {
			if (this.isOpen) this.#statements.commit.run();
		} catch {
			this.#undo();
		}
	}

	/** Takes out messages of a room that are going to lose their texts, in the transaction that is open. */
	forget(room: number, seqs: readonly Seq[], below: Seq): void {
		this.#removeAll(this.#statements.someBelow.iterate(room, below, JSON.stringify(seqs)));
	}

	/** Takes out the messages of a room that come before a seq and are going to be removed, in the transaction that is open. */
	forgetBelow(room: number, below: Seq): void {
		this.#removeAll(this.#statements.allBelow.iterate(room, below));
	}

	/** To be called when events were removed: SQLite gives the ids of the last anew, to events that are not in the index. */
	lowerMark(): void {
		this.#statements.lowerMark.run();
	}

	#add(): void {
		const until = performance.now() + stepMs;
		let last: number | undefined;
		for (const row of this.#statements.next.iterate(this.#mark())) {
			last = integer(row.id);
			const terms = termsOf(row);
			if (terms !== undefined) this.#statements.add.run(last, terms);
			if (performance.now() > until) break;
		}
		if (last !== undefined) this.#statements.setMark.run(`${last}`);
	}

	/** Merges so many pages; whether there is something left. */
	#merge(): boolean {
		const before = this.#changes();
		this.#statements.merge.run(stepPages);
		// As FTS5 tells it: one change is the command itself (sqlite.org/fts5.html §6.8).
		return this.#changes() - before > 1;
	}

	/** A disk that refuses a step refuses the next batch as well, whose sender is told, and a search tells meanwhile that it may not have found everything. */
	#undo(): void {
		if (this.isOpen) this.#database.exec("ROLLBACK");
	}

	#changes(): number {
		return integer(this.#statements.changes.get()?.changes);
	}

	#removeAll(rows: Iterable<Row>): void {
		try {
			for (const row of rows) {
				const terms = termsOf(row);
				if (terms !== undefined) this.#statements.remove.run(integer(row.id), terms);
			}
			// Else it would be done at the commit, where it can no longer be told from the rest of the batch.
			this.#statements.flush.run();
		} catch (error) {
			// What people take back goes in any case, also out of an index that cannot be read.
			if (!tellsOfDamage(error)) throw error;
			this.#startOver();
		}
	}

	/** Empties the index, in the transaction that is open; it is filled again step by step. */
	#startOver(): void {
		this.#statements.empty.run();
		this.#statements.setMark.run("0");
	}

	/** The same in a transaction of its own; whether it could be done. */
	#tryToStartOver(): boolean {
		try {
			this.#statements.begin.run();
			this.#startOver();
			return true;
		} catch {
			this.#undo();
			return false;
		}
	}

	#mark(): number {
		return Number(text(this.#statements.mark.get()?.value));
	}
}

/** What the index holds of a row of `events`; undefined of one that is not searched for. */
function termsOf(row: Row): string | undefined {
	if (row.type !== "message") return undefined;
	const said = toMessageText(row);
	if (said === undefined) return undefined;
	const found = new Set(words(said));
	return [roomTerm(integer(row.room)), authorTerm(text(row.by)), ...found].join(" ");
}

function tellsOfDamage(error: unknown): boolean {
	if (!(error instanceof Error) || !("errcode" in error)) return false;
	return typeof error.errcode === "number" && damage.includes(error.errcode & 0xff);
}

function prepareStatements(database: DatabaseSync) {
	const columns = `id, room, "by", type, rest`;
	const mark = "SELECT value FROM meta WHERE name = 'indexed'";
	const indexed = `SELECT ${columns} FROM events
		WHERE type = 'message' AND id <= (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'indexed')`;
	const setMark = "UPDATE meta SET value = ?1 WHERE name = 'indexed'";
	return {
		begin: database.prepare("BEGIN IMMEDIATE"),
		commit: database.prepare("COMMIT"),
		mark: database.prepare(mark),
		setMark: database.prepare(setMark),
		lowerMark: database.prepare(
			`UPDATE meta SET value = CAST(min(CAST(value AS INTEGER), (SELECT coalesce(max(id), 0) FROM events)) AS TEXT)
			WHERE name = 'indexed'`,
		),
		last: database.prepare("SELECT max(id) AS id FROM events"),
		next: database.prepare(`SELECT ${columns} FROM events WHERE id > ? ORDER BY id LIMIT 64`),
		// Only what is indexed: no other can be taken out.
		someBelow: database.prepare(
			`${indexed} AND room = ? AND seq < ? AND seq IN (SELECT value FROM json_each(?))`,
		),
		allBelow: database.prepare(`${indexed} AND room = ? AND seq < ?`),
		add: database.prepare("INSERT INTO search (rowid, words) VALUES (?, ?)"),
		remove: database.prepare("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)"),
		empty: database.prepare("INSERT INTO search (search) VALUES ('delete-all')"),
		setMaker: database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('words', ?)"),
		flush: database.prepare("INSERT INTO search (search) VALUES ('flush')"),
		merge: database.prepare(
			"INSERT INTO search (search, rank) VALUES ('merge', CAST(? AS INTEGER))",
		),
		changes: database.prepare("SELECT total_changes() AS changes"),
	};
}
