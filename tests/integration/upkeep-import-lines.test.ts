import { writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { lineKinds } from "../../apps/server/src/journal/export-format.ts";
import { Machine } from "../support/machine.ts";
import { exportSmallServer } from "./upkeep-small-server.ts";
import { databasesIn, fileOf, refused } from "./upkeep-support.ts";

let machine: Machine;
let file: string;
beforeEach(async () => {
	machine = await Machine.create();
	file = fileOf(machine, "export.jsonl");
});

/** The kinds of line, in their order. */
const order = Object.keys(lineKinds);
const kindOf = (line: string) => Object.keys(JSON.parse(line))[0] ?? "";
const spentInvite = {
	...{ id: 1, hash: "ab".repeat(32), uses: 1, used: 1, expiresAt: 1, role: "member" },
	...{ createdAt: 1, by: "server", revoked: false },
};

describe("partylined import refuses", () => {
	/** The export of a small server, made once for all tests. */
	let lines: readonly string[] = [];
	beforeEach(async () => {
		if (lines.length === 0) lines = await exportSmallServer();
		writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
	});

	/** The number of the first line of a kind. */
	const at = (kind: string) => lines.findIndex((line) => line.startsWith(`{"${kind}"`)) + 1;

	async function refusal(changed: readonly string[], code = 65): Promise<string> {
		writeFileSync(file, changed.map((line) => `${line}\n`).join(""));
		const sentence = await refused(machine, ["import", file], code);
		expect(databasesIn(machine.dataDir)).toEqual([]);
		return sentence;
	}

	test.each<[string, string, (line: string) => string, string]>([
		["what is not JSON", "event", () => "hello", "it is not a JSON object"],
		["an unknown line", "event", () => '{"cake":1}', "it is none of partyline, account, "],
		[
			"another format",
			"partyline",
			(line) => line.replace('"format":2', '"format":3'),
			"its format is 3, and this partylined reads 1 and 2",
		],
		[
			"no header",
			"partyline",
			() => '{"account":{"account":"x","name":"x","role":"guest"}}',
			"an export begins with its header",
		],
		[
			"a field too many",
			"event",
			(line) => line.replace('"seq"', '"mood":"good","seq"'),
			"it has a field that does not belong there",
		],
		[
			"a name nobody can have",
			"account",
			(line) => line.replace(/ann/g, "a b"),
			"account.account: ",
		],
		[
			"another spelling",
			"room",
			(line) => line.replace("#general", "#General").replace("#new", "#New"),
			"it has a field that does not belong there, or a name in another",
		],
		[
			"a hole",
			"event",
			(line) => line.replace('"seq":1', '"seq":2'),
			"the next event of #general is 1, and this one is 2",
		],
		[
			"an event without a key",
			"event",
			(line) => line.replace(/,"key":"[^"]*"/, ""),
			"every event has a key",
		],
		[
			"an event of no room",
			"event",
			(line) => line.replace("#general", "#nowhere"),
			"there is no line for the room #nowhere",
		],
		[
			"a room that does not begin",
			"event",
			(line) => line.replace('"create","kind":"public"', '"join"'),
			"the first event of a room, and no other, is its create",
		],
		[
			"a token of nobody",
			"token",
			(line) => line.replace('"ann"', '"zoe"'),
			"There is no account zoe",
		],
		[
			"a key of a room that was not trimmed",
			"trimmed",
			(line) => line.replace("#old", "#new"),
			"#new was not trimmed as far as 1",
		],
		[
			"a read mark beyond the end",
			"read",
			(line) => line.replace('"seq":3', '"seq":9'),
			"#general ends at 4, so nobody has read 9",
		],
		[
			"a wrong end",
			"end",
			(line) => line.replace(/\d+/, "3"),
			"the export had 3 lines, and here are ",
		],
	])("%s, by the number of its line: 65", async (...row) => {
		const [, kind, change, clause] = row;
		const number = at(kind);
		const changed = lines.with(number - 1, change(lines[number - 1]!));
		const sentence = await refusal(changed);
		expect(sentence).toContain(`Line ${number}: ${clause}`);
		expect(sentence).toMatch(/\. Nothing was imported\.$/);
	});

	test("a line twice, and lines in another order: 65", async () => {
		const event = at("event");
		expect(await refusal(lines.toSpliced(event, 0, lines[event - 1]!))).toContain(
			`Line ${event + 1}: the next event of #general is 2, and this one is 1.`,
		);
		const token = at("token");
		expect(await refusal(lines.toSpliced(token, 0, lines[token - 1]!))).toContain(
			`Line ${token + 1}: this token is there already.`,
		);
		expect(await refusal(lines.toSpliced(at("end") - 1, 0, lines[1]!))).toContain(
			`Line ${at("end")}: a line "account" may not come after a line "read".`,
		);
	});

	test.each<[string, object, string]>([
		["a ban of nobody", { ban: { ban: 1, by: "server", at: 1 } }, "this ban contradicts itself"],
		[
			"an invitation that was used more often than it may be",
			{ invite: { ...spentInvite, used: 3 } },
			"this invitation contradicts itself",
		],
		[
			"a password that is no text",
			{ account: { account: "zoe", name: "zoe", role: "member", password: 7 } },
			"account.password: ",
		],
		[
			"an account a second time",
			{ account: { account: "Ann", name: "Ann", role: "member" } },
			"there is an account of the name Ann already",
		],
		[
			"what the log says already",
			{ room: { room: "#more", kind: "public", state: { readOnly: true } } },
			"the log of #more is whole, so it says itself what the room is",
		],
	])("%s, by the number of its line: 65", async (_what, added, clause) => {
		const [kind = ""] = Object.keys(added);
		const index =
			lines.findLastIndex((line) => order.indexOf(kindOf(line)) <= order.indexOf(kind)) + 1;
		const sentence = await refusal(lines.toSpliced(index, 0, JSON.stringify(added)));
		expect(sentence).toContain(`Line ${index + 1}: ${clause}`);
	});

	test.each<[string, object, string]>([
		[
			"that nobody is ignored",
			{ ignore: { account: "ann", ignored: "zoe" } },
			"zoe is ignored, but ",
		],
		[
			"that acts are missing",
			{ act: { act: 2, at: 1, by: "server", what: "ban" } },
			"The journal of admin acts has a hole",
		],
		[
			"a link for nobody",
			{ invite: { ...spentInvite, account: "zoe" } },
			"zoe has a one-time link",
		],
	])("lines that say %s: 65", async (_what, added, clause) => {
		const [kind = ""] = Object.keys(added);
		const index =
			lines.findLastIndex((line) => order.indexOf(kindOf(line)) <= order.indexOf(kind)) + 1;
		const end = JSON.stringify({ end: { lines: lines.length + 1 } });
		const changed = lines.toSpliced(index, 0, JSON.stringify(added)).with(-1, end);
		expect(await refusal(changed)).toContain(
			`The export is not sound, and nothing was imported. ${clause}`,
		);
	});

	test("what would reach the terminal as a control sequence, and does not: 65", async () => {
		const header = lines[0]!.replace('"format":2', '"format":"\\u001b[31m\\u009b2J"');
		const sentence = await refusal(lines.with(0, header));
		expect(sentence).toContain("Line 1: its format is ");
		for (const control of ["\u001b", "\u009b"]) expect(sentence).not.toContain(control);
	});

	test("two messages of one id: 65", async () => {
		const [first = 0, second = 0] = lines.flatMap((line, index) =>
			line.includes('"type":"message"') ? [index] : [],
		);
		const { id } = JSON.parse(lines[first]!).event;
		const changed = lines.with(second, lines[second]!.replace(/"id":"[^"]*"/, `"id":"${id}"`));
		expect(await refusal(changed)).toContain(
			`Line ${second + 1}: its key is that of another event.`,
		);
	});

	test("an export that was cut: 65", async () => {
		expect(await refusal(lines.slice(0, -1))).toBe(
			"The export has no last line: it was cut. Nothing was imported.",
		);
		expect(await refusal([])).toContain("The export has no last line");
	});

	test("lines that fit each other but not the rules, such as a read mark of nobody: 65", async () => {
		const read = at("read") - 1;
		const changed = lines.with(read, lines[read]!.replace('"ann"', '"zoe"'));
		expect(await refusal(changed)).toBe(
			"The export is not sound, and nothing was imported. zoe has read marks, but there is no such account.",
		);
	});

	test("bytes that are not UTF-8, and a line without end: 65", async () => {
		writeFileSync(file, Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.from([0xff, 0x0a])]));
		expect(await refused(machine, ["import", file], 65)).toBe(
			"Line 2: it is not UTF-8. Nothing was imported.",
		);
		const [node = "", bin = ""] = machine.command("partylined");
		const endless = `yes | tr -d '\\n' | '${node}' '${bin}' import`;
		expect(await machine.pipe(["sh", "-c", endless]).ended).toMatchObject({
			code: 65,
			stderr: "partylined: Line 1: it is longer than 1048576 bytes. Nothing was imported.\n",
		});
		expect(databasesIn(machine.dataDir)).toEqual([]);
	});
});
