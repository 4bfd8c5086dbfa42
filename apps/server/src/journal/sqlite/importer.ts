import type { DatabaseSync } from "node:sqlite";
import type { RoomKind } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { JournalError } from "../../hub/ports.ts";
import { type ExportLine, lineKinds } from "../export-format.ts";
import type { Applied, Operation } from "../operations.ts";
import { isPeopleLine, PeopleImporter, type PeopleLine } from "./import-people.ts";
import { toKey } from "./row.ts";
import { SearchIndex } from "./search-index.ts";
import { Writer } from "./writer.ts";

/** A line that does not fit what came before it; the message is one clause. */
export class LineError extends Error {
	override readonly name = "LineError";
	readonly line: number;

	constructor(
		message: string,
		{ line, cause }: { readonly line: number; readonly cause?: unknown },
	) {
		super(message, { cause });
		this.line = line;
	}
}

type Of<K extends ExportLine["kind"]> = Extract<ExportLine, { kind: K }>["line"];
type Room = {
	readonly kind: RoomKind;
	readonly floor: number;
	head: number;
	/** What the log calls it, where it says so. */
	called?: RoomName;
};
type Pending = { readonly number: number; readonly operation: Operation };

const batchSize = 1_000;
const order = Object.keys(lineKinds);
const nouns = {
	account: "account",
	token: "token",
	ignore: "line",
	invite: "invitation",
	ban: "ban",
	act: "act",
} as const;

/** Fills an empty database with the lines of an export. What follows from the logs is made by the writer. */
export class Importer {
	readonly #database: DatabaseSync;
	readonly #people: PeopleImporter;
	readonly #statements: ReturnType<typeof prepareStatements>;
	readonly #rooms = new Map<RoomName, Room>();
	/** There from the first event on: it learns of rooms when it is made. */
	#writer: Writer | undefined;
	#batch: Pending[] = [];
	#last = -1;
	#number = 0;

	constructor(database: DatabaseSync) {
		this.#database = database;
		this.#people = new PeopleImporter(database);
		this.#statements = prepareStatements(database);
		database.exec("BEGIN IMMEDIATE");
	}

	/** Takes the next line. Throws a `LineError`, or a `JournalError` when the disk refuses. */
	take(line: ExportLine): void {
		this.#number += 1;
		this.#checkOrder(line.kind);
		if (isPeopleLine(line)) this.#takePerson(line);
		else this.#dispatch(line);
	}

	/** Whether the end was there: an export that was cut has none. */
	get isWhole(): boolean {
		return order[this.#last] === "end";
	}

	#dispatch({ kind, line }: Exclude<ExportLine, PeopleLine>): void {
		switch (kind) {
			case "partyline":
				break;
			case "room":
				this.#addRoom(line.room);
				break;
			case "member":
				this.#addMember(line.member);
				break;
			case "trimmed":
				this.#addTrimmed(line.trimmed);
				break;
			case "event":
				this.#addEvent(line);
				break;
			case "read":
				this.#markRead(line.read);
				break;
			case "end":
				this.#end(line.end.lines);
				break;
		}
	}

	#checkOrder(kind: ExportLine["kind"]): void {
		const place = order.indexOf(kind);
		const isOnly = kind === "partyline" || kind === "end";
		if (this.#last === -1 && kind !== "partyline") this.#refuse("an export begins with its header");
		if (place < this.#last || (isOnly && place === this.#last))
			this.#refuse(`a line "${kind}" may not come after a line "${order[this.#last]}"`);
		this.#last = place;
	}

	#takePerson(line: PeopleLine): void {
		this.#unique(`this ${nouns[line.kind]}`, () => {
			const problem = this.#people.take(line);
			if (problem !== undefined) this.#refuse(problem);
		});
	}

	#addRoom({ room, kind, floor, topic, state = {} }: Of<"room">["room"]): void {
		if (this.#rooms.has(room)) this.#refuse(`the room ${room} is there already`);
		if ((floor === undefined) !== (topic === undefined))
			this.#refuse("floor and topic are told of a room that was trimmed, both or none");
		if (floor === undefined && Object.keys(state).length > 0)
			this.#refuse(`the log of ${room} is whole, so it says itself what the room is`);
		this.#rooms.set(room, { kind, floor: floor ?? 0, head: floor ?? 0 });
		if (floor === undefined) return;
		this.#statements.addRoom.run(room, kind, topic ?? "", floor, JSON.stringify(state));
	}

	#addMember({ room, account }: Of<"member">["member"]): void {
		if (this.#room(room).floor === 0)
			this.#refuse(`the log of ${room} is whole, so it says itself who is a member`);
		this.#unique("this member", () => this.#statements.addMember.run(account, room));
	}

	#addTrimmed({ room, seq, at, by, key }: Of<"trimmed">["trimmed"]): void {
		if (seq > this.#room(room).floor) this.#refuse(`${room} was not trimmed as far as ${seq}`);
		this.#unique("this key", () => this.#statements.addTrimmed.run(toKey(key), seq, at, by, room));
	}

	#addEvent({ event, key }: Of<"event">): void {
		const room = this.#room(event.room);
		if (event.seq !== room.head + 1)
			this.#refuse(
				`the next event of ${event.room} is ${room.head + 1}, and this one is ${event.seq}`,
			);
		if ((event.type === "create") !== (event.seq === 1))
			this.#refuse(`the first event of a room, and no other, is its create`);
		if (event.type === "create" && event.kind !== room.kind)
			this.#refuse(`${event.room} is a ${room.kind} room by its line`);
		const own = event.type === "message" ? event.id : key;
		if (own === undefined || (event.type === "message" && key !== undefined))
			this.#refuse("every event has a key, but for a message, whose key is its id");
		room.head = event.seq;
		if (event.type === "rename" && room.kind === "public") room.called = event.name;
		this.#submit({ type: "append", drafts: [{ key: own, event }] });
	}

	#markRead({ account, room, seq }: Of<"read">["read"]): void {
		const { head } = this.#room(room);
		if (seq > head) this.#refuse(`${room} ends at ${head}, so nobody has read ${seq}`);
		this.#submit({ type: "mark-read", account, room, seq });
	}

	#end(lines: number): void {
		if (lines !== this.#number)
			this.#refuse(`the export had ${lines} lines, and here are ${this.#number}`);
		for (const [room, { head, called = room }] of this.#rooms) {
			if (head === 0) this.#refuse(`the room ${room} has no event`);
			if (called !== room) this.#refuse(`the log of ${room} says that it is called ${called}`);
		}
		this.#flush();
	}

	#submit(operation: Operation): void {
		this.#batch.push({ number: this.#number, operation });
		if (this.#batch.length >= batchSize) this.#flush();
	}

	#flush(): void {
		if (this.#writer === undefined) {
			this.#database.exec("COMMIT");
			this.#writer = new Writer(this.#database, new SearchIndex(this.#database));
		}
		const batch = this.#batch;
		this.#batch = [];
		const reply = this.#writer.apply(batch.map(({ operation }) => operation));
		if (reply.type === "failed") throw new JournalError(reply.message, reply.outcome);
		for (const [index, { number }] of batch.entries()) checkApplied(number, reply.applied[index]);
	}

	#room(name: RoomName): Room {
		return this.#rooms.get(name) ?? this.#refuse(`there is no line for the room ${name}`);
	}

	/** Adds what may be there once only. */
	#unique(what: string, add: () => void): void {
		try {
			add();
		} catch (cause) {
			const code = constraintCode(cause);
			if (code === undefined) throw cause;
			const clause = code === sqliteCheck ? "contradicts itself" : "is there already";
			throw new LineError(`${what} ${clause}`, { line: this.#number, cause });
		}
	}

	#refuse(message: string): never {
		throw new LineError(message, { line: this.#number });
	}
}

function checkApplied(line: number, applied: Applied | undefined): void {
	if (applied?.type === "refused") throw new LineError(applied.reason.replace(/\.$/, ""), { line });
	if (applied?.type !== "appended") return;
	// A seq is that of a new event; an event is the one that had the key before.
	if (applied.places.some((place) => typeof place !== "number"))
		throw new LineError("its key is that of another event", { line });
}

/** SQLITE_CONSTRAINT_CHECK (sqlite.org/rescode.html). */
const sqliteCheck = 275;

/** Which constraint SQLite saw broken, SQLITE_CONSTRAINT of whatever kind; undefined for any other error. */
function constraintCode(error: unknown): number | undefined {
	if (!(error instanceof Error && "errcode" in error)) return undefined;
	const { errcode } = error;
	return typeof errcode === "number" && (errcode & 0xff) === 19 ? errcode : undefined;
}

function prepareStatements(database: DatabaseSync) {
	const room = "(SELECT id FROM rooms WHERE name = ?)";
	return {
		addRoom: database.prepare(
			"INSERT INTO rooms (name, kind, topic, floor, state) VALUES (?, ?, ?, ?, ?)",
		),
		addMember: database.prepare(`INSERT INTO members (account, room) VALUES (?, ${room})`),
		addTrimmed: database.prepare(
			`INSERT INTO trimmed (key, seq, at, "by", room) VALUES (?, ?, ?, ?, ${room})`,
		),
	};
}
