import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { accountName, newMessageId, roomName, seq } from "@partyline/shared/protocol/ids";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Draft, Searched } from "../../hub/ports.ts";
import type { Reply } from "../operations.ts";
import { connectReader, connectWriter, databasePath } from "./connect.ts";
import { SearchIndex } from "./search-index.ts";
import { SearchReader } from "./search-reader.ts";
import { Writer } from "./writer.ts";

const room = roomName.parse("#general");
const by = accountName.parse("Ann");

let folder: string;
let database: DatabaseSync;
let reader: DatabaseSync;
let writer: Writer;
let index: SearchIndex;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "partyline-test-"));
	database = connectWriter(folder);
	index = new SearchIndex(database);
	writer = new Writer(database, index);
	reader = connectReader(folder);
	store({ key: newMessageId(), event: { room, at: 1, by, type: "create", kind: "public" } });
});
afterEach(() => {
	reader.close();
	database.close();
	rmSync(folder, { recursive: true });
});

function store(...drafts: readonly Draft[]): Reply["type"] {
	return writer.apply([{ type: "append", drafts }]).type;
}

function draftOf(text: string): Draft {
	const id = newMessageId();
	return { key: id, event: { room, at: 1, by, type: "message", id, text } };
}

function say(text: string): Reply["type"] {
	return store(draftOf(text));
}

function complete(): void {
	while (index.step());
	index.commit();
}

/** Makes what the index is stored as something that cannot be read. */
function damage(): void {
	using other = new DatabaseSync(databasePath(folder), { defensive: false });
	other.exec("UPDATE search_data SET block = x'ff'");
}

function find(text: string): string[] | undefined {
	const wanted: Searched = { text, rooms: [room], limit: 10 };
	const found = new SearchReader(reader).find(wanted, () => false);
	return found?.hits.map(({ event }) => event.text);
}

test("a search that is told to stop says so, however far it came", () => {
	const texts = ["kettle one", "kettle two", "kettle three"];
	for (const text of texts) say(text);
	complete();
	const wanted: Searched = { text: "kettle", rooms: [room], limit: 10 };
	let asked = 0;
	const whole = new SearchReader(reader).find(wanted, () => {
		asked += 1;
		return false;
	});
	expect(whole?.hits).toHaveLength(texts.length);
	for (let stopAt = 1; stopAt <= asked; stopAt++) {
		let left = stopAt;
		expect(new SearchReader(reader).find(wanted, () => --left <= 0)).toBeUndefined();
	}
});

describe("a step of the index", () => {
	test("is committed with the batch that comes next, and seen by nobody before", () => {
		say("kettle");
		index.step();
		expect(find("kettle")).toEqual([]);
		say("teapot");
		expect(find("kettle")).toEqual(["kettle"]);
		expect(index.isOpen).toBe(false);
	});

	test("is committed by itself where no batch comes", () => {
		say("kettle");
		index.step();
		index.commit();
		expect(find("kettle")).toEqual(["kettle"]);
	});

	test("is done again when the batch it was part of is not stored", () => {
		say("kettle");
		index.step();
		database.exec(`CREATE TEMP TRIGGER refuses BEFORE INSERT ON events
			BEGIN SELECT RAISE(FAIL, 'the disk is full'); END`);
		expect(say("teapot")).toBe("failed");
		expect(index.isBehind).toBe(true);
		index.step();
		index.commit();
		expect(find("kettle")).toEqual(["kettle"]);
	});

	test("that cannot be written keeps no batch from being stored, and the index is made anew", () => {
		say("kettle");
		complete();
		damage();
		say("cup");
		index.step();
		expect(say("teapot")).toBe("committed");
		complete();
		expect(find("kettle")).toEqual(["kettle"]);
		expect(find("teapot")).toEqual(["teapot"]);
	});
});

describe("out of an index that cannot be read", () => {
	test("a message is taken back all the same, with what others say, and the index is made anew", () => {
		for (const text of ["kettle one", "kettle two"]) say(text);
		complete();
		damage();
		const redaction: Draft = {
			key: newMessageId(),
			event: { room, at: 2, by, type: "redact", seqs: [seq.parse(2)] },
		};
		expect(store(redaction, draftOf("kettle three"))).toBe("committed");
		expect(index.isBehind).toBe(true);
		complete();
		expect(find("kettle")).toEqual(["kettle three", "kettle two"]);
		const left = reader.prepare("SELECT count(*) AS count FROM events WHERE rest LIKE '%one%'");
		expect(left.get()?.count).toBe(0);
	});

	test("what is old is removed all the same", () => {
		for (const text of ["kettle one", "kettle two"]) say(text);
		complete();
		damage();
		expect(writer.apply([{ type: "trim", room, below: seq.parse(3) }]).type).toBe("committed");
		complete();
		expect(find("kettle")).toEqual(["kettle two"]);
	});
});

test("an index whose words were told otherwise is made anew, and one that was not is left alone", () => {
	index.renew();
	say("kettle");
	complete();
	index.renew();
	expect(index.isBehind).toBe(false);
	database.exec("UPDATE meta SET value = '1, Unicode 1.1' WHERE name = 'words'");
	index.renew();
	expect(index.isBehind).toBe(true);
	expect(find("kettle")).toEqual([]);
	complete();
	expect(find("kettle")).toEqual(["kettle"]);
});
