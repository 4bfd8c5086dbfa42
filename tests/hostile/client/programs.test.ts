import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Machine } from "../../support/machine.ts";
import { arrangeHarm } from "./arrange-harm.ts";
import { harms, room } from "./harms.ts";

/** What does not even let one post. */
const early = Object.entries(harms).filter(([name]) => !/post|sync/.test(name));

const atSync = Object.entries(harms).filter(([name]) => /sync/.test(name));

/** What there is to end a verb with: no server, not in time, refused. */
const ends = [69, 75, 77];

test.each(early)("send and tail end with a sentence when a server %s", async (_, harm) => {
	const { machine } = await arrangeHarm(harm);
	const verbs = [
		machine.verb("ann", "send", room, "hi"),
		machine.verb("ann", "tail", room, "--no-follow"),
	];
	for (const { ended } of verbs) {
		const { code, stdout, stderr } = await ended;
		expect(ends).toContain(code);
		expect(stdout).toBe("");
		expect(stderr).toMatch(/^partyline: [A-Z][ -~]{5,150}\.\n$/);
	}
});

test.each(atSync)(
	"send and tail --no-follow, which ask for no sync, do what they are to when a server %s",
	async (_, harm) => {
		const { machine } = await arrangeHarm(harm);
		const well = { code: 0, stdout: "", stderr: "" };
		expect(await machine.verb("ann", "send", room, "hi").ended).toEqual(well);
		expect(await machine.verb("ann", "tail", room, "--no-follow").ended).toMatchObject({
			...well,
			stdout: expect.stringContaining("hi"),
		});
	},
);

test("send says after 15 s that it does not know when every connection is cut before the ack", async () => {
	const { machine } = await arrangeHarm(harms["cuts every connection at the first post"]);
	expect(await machine.send("ann", room, "hi")).toEqual({
		code: 75,
		stdout: "",
		stderr:
			"partyline: The server did not confirm the message within 15 s; it may or may not be there.\n",
	});
});

test("a list of rooms without an end is printed and ends", async () => {
	const { machine } = await arrangeHarm((server) => {
		let told = 0;
		server.override("rooms", () => {
			const summary = { kind: "public", topic: "", lastSeq: 0, members: 1 };
			const rooms = Array.from({ length: 500 }, () => ({ ...summary, room: `#r${told++}` }));
			return { rooms, more: true };
		});
	});
	const { code, stdout, stderr } = await machine.verb("ann", "rooms").ended;
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	expect(stdout.split("\n").length).toBeLessThan(110_000);
});

/** What waits in the outbox of the machine. */
function waitingTexts(machine: Machine): unknown[] {
	const path = join(machine.home, "state", "partyline", "client", "outbox.db");
	const database = new DatabaseSync(path, { readOnly: true });
	const rows = database.prepare("SELECT text FROM posts ORDER BY n").all();
	database.close();
	return rows.map(({ text }) => text);
}

const shown = [
	"cuts every connection at sync",
	"sends random bytes",
	"says bye at hello, come back at once",
	"has another epoch at every hello, and cuts at the first post",
] as const;

test.each(shown)(
	"the chat stays open when a server %s, and keeps what one says for a better one",
	async (name) => {
		const { machine, server } = await arrangeHarm(harms[name]);
		const chat = machine.chat("ann");
		await chat.sees(/offline|retry|reconnect|connecting/i);
		chat.say("keep me");
		await chat.sees(/⋯ +ann +keep me/);
		chat.say("/quit");
		expect(await chat.exited).toBe(0);
		expect(waitingTexts(machine)).toEqual(["keep me"]);
		for (const method of ["hello", "sync", "post"]) server.override(method, () => undefined);
		const again = machine.chat("ann");
		await again.sees(/\d\d:\d\d ann +keep me/);
		expect(waitingTexts(machine)).toEqual([]);
	},
);
