import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import type { RoomKind } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { nameKey } from "@partyline/shared/text/names";
import { type Account, JournalError } from "../../hub/ports.ts";
import { type ExportLine, lineKinds } from "../export-format.ts";
import type { Applied, Operation } from "../operations.ts";
import { AccountWriter } from "./account-writer.ts";
import { toKey } from "./row.ts";
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
type Room = { readonly kind: RoomKind; readonly floor: number; head: number };
type Pending = { readonly number: number; readonly operation: Operation };

const batchSize = 1_000;
const order = Object.keys(lineKinds);

/** Fills an empty database with the lines of an export. What follows from the logs is made by the writer. */
export class Importer {
	readonly #database: DatabaseSync;
	readonly #accounts: AccountWriter;
	readonly #statements: ReturnType<typeof prepareStatements>;
	readonly #rooms = new Map<RoomName, Room>();
	/** There from the first event on: it learns of rooms when it is made. */
	#writer: Writer | undefined;
	#batch: Pending[] = [];
	#last = -1;
	#number = 0;

	constructor(database: DatabaseSync) {
		this.#database = database;
		this.#accounts = new AccountWriter(database);
		this.#statements = prepareStatements(database);
		database.exec("BEGIN IMMEDIATE");
	}

	/** Takes the next line. Throws a `LineError`, or a `JournalError` when the disk refuses. */
	take(line: ExportLine): void {
		this.#number += 1;
		this.#checkOrder(line.kind);
		this.#dispatch(line);
	}

	/** Whether the end was there: an export that was cut has none. */
	get isWhole(): boolean {
		return order[this.#last] === "end";
	}

	#dispatch({ kind, line }: ExportLine): void {
		switch (kind) {
			case "partyline":
				break;
			case "account":
				this.#addAccount(line.account);
				break;
			case "token":
				this.#addToken(line.token);
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

	#addAccount(account: Account): void {
		const key = nameKey(account.account);
		const applied = this.#accounts.apply({ type: "add-account", account, key });
		if (applied.type !== "account" || !isDeepStrictEqual({ ...applied.account }, { ...account }))
			this.#refuse(`there is an account of the name ${account.account} already`);
	}

	#addToken({ account, hash }: Of<"token">["token"]): void {
		this.#unique("this token", () => {
			const bytes = Buffer.from(hash, "hex");
			const label = { name: "", client: "", at: 0 };
			checkApplied(this.#number, this.#accounts.apply({ type: "add-token", account, hash: bytes, label }));
		});
	}

	#addRoom({ room, kind, floor, topic }: Of<"room">["room"]): void {
		if (this.#rooms.has(room)) this.#refuse(`the room ${room} is there already`);
		if ((floor === undefined) !== (topic === undefined))
			this.#refuse("floor and topic are told of a room that was trimmed, both or none");
		this.#rooms.set(room, { kind, floor: floor ?? 0, head: floor ?? 0 });
		if (floor !== undefined) this.#statements.addRoom.run(room, kind, topic ?? "", floor);
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
		for (const [room, { head }] of this.#rooms)
			if (head === 0) this.#refuse(`the room ${room} has no event`);
		this.#flush();
	}

	#submit(operation: Operation): void {
		this.#batch.push({ number: this.#number, operation });
		if (this.#batch.length >= batchSize) this.#flush();
	}

	#flush(): void {
		if (this.#writer === undefined) {
			this.#database.exec("COMMIT");
			this.#writer = new Writer(this.#database);
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
			if (!isConstraint(cause)) throw cause;
			throw new LineError(`${what} is there already`, { line: this.#number, cause });
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

/** SQLITE_CONSTRAINT, of whatever kind (sqlite.org/rescode.html). */
function isConstraint(error: unknown): boolean {
	if (!(error instanceof Error && "errcode" in error)) return false;
	return typeof error.errcode === "number" && (error.errcode & 0xff) === 19;
}

function prepareStatements(database: DatabaseSync) {
	const room = "(SELECT id FROM rooms WHERE name = ?)";
	return {
		addRoom: database.prepare("INSERT INTO rooms (name, kind, topic, floor) VALUES (?, ?, ?, ?)"),
		addMember: database.prepare(`INSERT INTO members (account, room) VALUES (?, ${room})`),
		addTrimmed: database.prepare(
			`INSERT INTO trimmed (key, seq, at, "by", room) VALUES (?, ?, ?, ?, ${room})`,
		),
	};
}
