import { ClosedError, RequestError } from "@partyline/client";
import { describe, expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { event, noon, person } from "../testing/samples.ts";

async function settle(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function chatting(): Promise<Chat> {
	const chat = new Chat({ columns: 120 });
	chat.client.people = [person("ann"), person("bob", "Bobby"), person("zoe")];
	chat.client.goLive("ann", "#general", "#ops");
	await settle();
	return chat;
}

/** What was asked of the server when a line is typed. */
async function askedBy(line: string): Promise<string[]> {
	const chat = await chatting();
	const before = chat.client.asked.length;
	chat.say(line);
	await settle();
	return chat.client.asked
		.slice(before)
		.filter((asked) => !/^(?:outbox|members|history|read|typing|note|rememberRoom)\b/.test(asked));
}

const hour = 3_600_000;

test.each<[string, string, object]>([
	["/kick @Bobby", "kick", { account: "bob" }],
	["/kick bob was rude", "kick", { account: "bob", reason: "was rude" }],
	["/ban @bob", "ban", { account: "bob" }],
	["/ban @bob 1h30m too loud", "ban", { account: "bob", forMs: 1.5 * hour, reason: "too loud" }],
	["/ban @bob 2 many words", "ban", { account: "bob", reason: "2 many words" }],
	["/unban @bob", "unban", { account: "bob" }],
	["/unmute @bob", "unmute", { account: "bob" }],
	["/op @bob", "role", { account: "bob", role: "moderator" }],
	["/deop @bob", "role", { account: "bob", role: "member" }],
	["/invite @zoe", "invite", { account: "zoe" }],
	["/readonly on", "settings", { readOnly: true }],
	["/readonly off", "settings", { readOnly: false }],
	["/slow 30s", "settings", { slowSeconds: 30 }],
	["/slow off", "settings", { slowSeconds: 0 }],
	["/archive", "settings", { archived: true }],
	["/unarchive", "settings", { archived: false }],
	["/describe what it is for", "settings", { description: "what it is for" }],
	["/describe -", "settings", { description: "" }],
	["/retention 90d", "settings", { retentionDays: 90 }],
	["/retention off", "settings", { retentionDays: 0 }],
	["/rename new", "rename", { name: "#new" }],
])("%s is about the room on screen", async (line, method, params) => {
	expect(await askedBy(line)).toEqual([
		`${method} ${JSON.stringify({ room: "#general", ...params })}`,
	]);
});

test.each<[string, string, object]>([
	["/suspend @bob 1h spam", "ban", { account: "bob", forMs: hour, reason: "spam" }],
	["/unsuspend @bob", "unban", { account: "bob" }],
	["/ban 203.0.113.0/24 1h", "ban", { network: "203.0.113.0/24", forMs: hour }],
	["/ban 203.0.113.9", "ban", { network: "203.0.113.9" }],
	["/ban 2001:db8::/32 spam", "ban", { network: "2001:db8::/32", reason: "spam" }],
	["/unban 203.0.113.0/24", "unban", { network: "203.0.113.0/24" }],
	["/role @bob admin", "role", { account: "bob", role: "admin" }],
	["/ignore @bob", "ignore", { account: "bob", on: true }],
	["/unignore @bob", "ignore", { account: "bob", on: false }],
])("%s is about the whole server", async (line, method, params) => {
	expect(await askedBy(line)).toEqual([`${method} ${JSON.stringify(params)}`]);
});

test.each([
	"/kick",
	"/ban",
	"/op",
	"/role @bob king",
	"/slow",
	"/readonly maybe",
	"/purge @bob",
	"/undo",
	"/undo first",
	"/rename",
	"/whois",
	"/devices end",
])("%s alone tells how it is typed, and asks nothing", async (line) => {
	const chat = await chatting();
	const before = chat.client.asked.length;
	chat.say(line);
	await settle();
	expect(chat.rows.at(-1)).toMatch(/Type \/|^\S/);
	expect(chat.rows.join(" ")).toContain(`Type ${line.split(" ")[0]}`);
	expect(
		chat.client.asked
			.slice(before)
			.filter((one) => /^(?:kick|ban|role|settings|purge|undo|rename|devices)\b/.test(one)),
	).toEqual([]);
});

test.each([
	["/ban @bob 1x", "1x"],
	["/slow 1x", "A duration is written as"],
	["/retention 36h", "whole days"],
	["/slow 100d", "at most"],
])("%s says what is wrong with the duration, or takes it as a word", async (line, said) => {
	const chat = await chatting();
	chat.say(line);
	await settle();
	expect(`${chat.rows.join(" ")} ${chat.client.asked.join(" ")}`).toContain(said);
});

test("a refusal is told as the server says it, and the line is back", async () => {
	const chat = await chatting();
	chat.client.ask = async () => {
		throw new Error("It takes a moderator to take somebody out of a room.");
	};
	chat.say("/kick @bob");
	await settle();
	expect(chat.rows.at(-1)).toBe("· It takes a moderator to take somebody out of a room.");
	expect(chat.typed).toBe("/kick @bob");
});

test("/create makes a public room, or a private one with a topic", async () => {
	expect(await askedBy("/create lab")).toEqual(["create #lab"]);
	expect(await askedBy("/create #lab private what we try")).toEqual(["create #lab topic private"]);
	expect(await askedBy("/create #lab privateers")).toEqual(["create #lab topic"]);
});

test("/dm of several opens one conversation with all of them", async () => {
	expect(await askedBy("/dm @bob @zoe")).toEqual(["openDirect bob zoe"]);
	expect(await askedBy("/dm @bob @zoe hi")).toEqual(["openDirect bob zoe", "post @0123456789 hi"]);
});

describe("/purge", () => {
	async function purging() {
		const chat = await chatting();
		const samples = [{ room: "#general", seq: 7, at: noon, text: "buy now" }];
		chat.client.answers.set("purge", { count: 12, samples, done: false });
		chat.say("/purge @bob since 10m spam");
		await settle();
		return chat;
	}

	test("counts first, shows what it is about, and asks", async () => {
		const chat = await purging();
		const asked = { account: "bob", room: "#general", since: noon - 600_000 };
		expect(chat.client.askedOf("purge")).toEqual([`purge ${JSON.stringify(asked)}`]);
		const { layer } = chat.state;
		expect(layer.type === "ask" && layer.question).toMatchObject({
			title: "Take back 12 messages of bob?",
			lines: expect.arrayContaining(["12:00 buy now"]),
		});
	});

	test("does it after a yes, with the reason", async () => {
		const chat = await purging();
		chat.client.answers.set("purge", { count: 12, samples: [], done: true });
		chat.type("yes");
		chat.press("enter");
		await settle();
		expect(chat.client.askedOf("purge").at(-1)).toContain('"confirm":true,"reason":"spam"');
		expect(chat.rows.at(-1)).toBe("· Taken back: 12 messages of bob.");
	});

	test("does nothing without one", async () => {
		const chat = await purging();
		chat.press("escape");
		await settle();
		expect(chat.client.askedOf("purge")).toHaveLength(1);
	});
});

test("/redact takes back the last one said here oneself, and not one that is gone already", async () => {
	const chat = await chatting();
	for (const [seq, by] of [
		[1, "ann"],
		[2, "ann"],
		[3, "bob"],
	] as const)
		chat.client.tell({ type: "event", event: event(seq, { by }), mine: by === "ann" });
	chat.say("/redact a slip");
	chat.say("yes");
	await settle();
	chat.client.tell({
		type: "event",
		event: event(4, { type: "redact", by: "ann", seqs: [2] }),
		mine: true,
	});
	chat.say("/redact");
	chat.say("yes");
	await settle();
	expect(chat.client.askedOf("redact")).toEqual([
		'redact {"room":"#general","seqs":[2],"reason":"a slip"}',
		'redact {"room":"#general","seqs":[1]}',
	]);
});

test("/audit tells the acts with their numbers, the newest last, and how to read on", async () => {
	const chat = await chatting();
	const act = { at: noon, by: "ann", what: "mute", who: "bob", room: "#general", reason: "loud" };
	chat.client.answers.set("audit", {
		acts: [
			{ ...act, act: 9 },
			{ ...act, act: 8, undoneBy: 9 },
		],
		more: true,
	});
	chat.say("/audit");
	await settle();
	expect(chat.client.askedOf("audit")).toEqual(['audit {"room":"#general","limit":20}']);
	expect(chat.rows.slice(-3)).toEqual([
		"· 8. 22 Nov 2026 12:00 ann: mute bob in #general: loud; undone by 9",
		"· 9. 22 Nov 2026 12:00 ann: mute bob in #general: loud",
		"· /audit 8 tells what was done before that.",
	]);
});

test("/devices lists with numbers, and end signs that one out", async () => {
	const chat = await chatting();
	const device = { client: "partyline 0.1", createdAt: noon, seenAt: noon };
	chat.client.answers.set("devices", {
		devices: [
			{ ...device, device: "aaa", name: "laptop", current: true, online: true },
			{ ...device, device: "bbb", name: "phone" },
		],
	});
	chat.say("/devices");
	await settle();
	expect(chat.rows.slice(-2)).toEqual([
		"· 1. laptop (partyline 0.1), here now, this one",
		"· 2. phone (partyline 0.1), last here 22 Nov 2026 12:00",
	]);
	chat.say("/devices end 2");
	await settle();
	expect(chat.client.askedOf("revoke")).toEqual(['revoke {"device":"bbb"}']);
});

describe("/password", () => {
	async function typing(...answers: readonly string[]): Promise<Chat> {
		const chat = await chatting();
		chat.say("/password");
		for (const answer of answers) {
			await settle();
			chat.type(answer);
			chat.press("enter");
		}
		await settle();
		return chat;
	}

	test("asks for the old one and twice for the new one", async () => {
		const chat = await typing("old secret", "new secret", "new secret");
		expect(chat.client.askedOf("password")).toEqual([
			'password {"old":"old secret","new":"new secret"}',
		]);
	});

	test("changes nothing when the two differ", async () => {
		const chat = await typing("old secret", "new secret", "new sceret");
		expect(chat.client.askedOf("password")).toEqual([]);
		expect(chat.rows.at(-1)).toBe("· The two were not the same; your password is as it was.");
	});
});

test("a new password goes to the server that /password was typed at, whatever is on screen by the end", async () => {
	const chat = await chatting();
	chat.connector.named.set("work", { host: "work.example.org", port: 7420 });
	chat.say("/connect work");
	const work = chat.connector.last;
	work.goLive("ann", "#general");
	await settle();
	chat.say("/password");
	await settle();
	expect(chat.state.layer).toMatchObject({ question: { title: "Another password on work" } });
	chat.type("old secret");
	chat.press("enter");
	await settle();
	work.tell({ type: "rooms", rooms: [] });
	for (const _ of ["once", "again"]) {
		await settle();
		chat.type("new secret");
		chat.press("enter");
	}
	await settle();
	expect(chat.client.askedOf("password")).toEqual([]);
	expect(work.askedOf("password")).toEqual(['password {"old":"old secret","new":"new secret"}']);
});

test("/login tells that the password was refused where the chat goes on, and leaves the rest to its end", async () => {
	const chat = await chatting();
	const logIn = async (refusal: Error) => {
		chat.client.signInRefusal = refusal;
		chat.say("/login");
		await settle();
		chat.type("a secret");
		chat.press("enter");
		await settle();
	};
	await logIn(new ClosedError("It is over."));
	expect(chat.rows.join()).not.toContain("It is over.");
	chat.press("ctrl+u");
	await logIn(new RequestError("wrong_password", "The name or the password is wrong."));
	expect(chat.rows.join()).toContain("The name or the password is wrong.");
	expect(chat.rows.join()).not.toContain("secret");
});

test("/whois says what somebody is on the server and in the room, and whether they may speak", async () => {
	const chat = await chatting();
	chat.client.people = [
		{ ...person("bob", "Bobby"), role: "admin", roomRole: "moderator", mutedUntil: 0 },
	];
	chat.say("/whois @bob");
	await settle();
	expect(chat.rows.at(-1)).toBe(
		"· Bobby (bob), admin of the server, moderator here, here now, muted here",
	);
});

test("d on a chosen message asks, and takes that one back", async () => {
	const chat = await chatting();
	chat.client.tell({ type: "event", event: event(1, { text: "never mind" }), mine: false });
	chat.press("ctrl+up");
	chat.type("d");
	expect(chat.client.askedOf("redact")).toEqual([]);
	chat.type("y");
	chat.press("enter");
	await settle();
	expect(chat.client.askedOf("redact")).toEqual(['redact {"room":"#general","seqs":[1]}']);
});
