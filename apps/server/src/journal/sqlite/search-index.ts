import type { DatabaseSync } from "node:sqlite";
import type { Seq } from "@partyline/shared/protocol/ids";
import { words } from "@partyline/shared/text/words";
import { integer, type Row, text, toMessageText } from "./row.ts";

/** After so long a step takes no further message: a batch that comes waits for little more. */
const stepMs = 2;

/** Pages that a step merges: more than it writes at each of the levels that an index of a million messages has. */
const stepPages = 32;

/** A word of the index that no text can have: by it the messages of one room are found. */
export function roomTerm(room: number): string {
	return `#${room}`;
}

/** A word of the index that no text can have: by it what one account said is found. */
export function authorTerm(by: string): string {
	return `@${by}`;
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
		} catch {
			this.#undo();
			return false;
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
		const rows = this.#statements.someBelow.iterate(room, below, JSON.stringify(seqs));
		for (const row of rows) this.#remove(row);
	}

	/** Takes out the messages of a room that come before a seq and are going to be removed, in the transaction that is open. */
	forgetBelow(room: number, below: Seq): void {
		for (const row of this.#statements.allBelow.iterate(room, below)) this.#remove(row);
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

	#remove(row: Row): void {
		const terms = termsOf(row);
		if (terms !== undefined) this.#statements.remove.run(integer(row.id), terms);
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
		someBelow: database.prepare(
			`${indexed} AND room = ? AND seq < ? AND seq IN (SELECT value FROM json_each(?))`,
		),
		allBelow: database.prepare(`${indexed} AND room = ? AND seq < ?`),
		add: database.prepare("INSERT INTO search (rowid, words) VALUES (?, ?)"),
		remove: database.prepare("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)"),
		flush: database.prepare("INSERT INTO search (search) VALUES ('flush')"),
		merge: database.prepare(
			"INSERT INTO search (search, rank) VALUES ('merge', CAST(? AS INTEGER))",
		),
		changes: database.prepare("SELECT total_changes() AS changes"),
	};
}
