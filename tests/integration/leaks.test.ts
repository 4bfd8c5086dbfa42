import { newMessageId } from "@partyline/shared/protocol/ids";
import { type MethodName, methods } from "@partyline/shared/protocol/methods";
import { describe, expect, test } from "vitest";
import type { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { startStaffed } from "../support/staffed.ts";

/** What somebody asks for. Of a room that never was, everything is such that it never was either. */
type Aim = { readonly room: string; readonly act: number };

const text = "the words of the room";
const never = { room: "@ffffffffffffffffffff", act: 9_999 };

/**
 * What each method can be asked of a room. A method without a line here is an error of the compiler: whoever adds one says
 * how it could tell of a room, or that it names none.
 */
const asks: Readonly<Record<MethodName, (aim: Aim) => readonly object[]>> = {
	hello: () => [],
	login: () => [],
	invitation: () => [],
	register: () => [],
	password: () => [],
	devices: () => [{}],
	revoke: () => [],
	join: ({ room }) => [{ room }],
	leave: ({ room }) => [{ room }],
	create: ({ room }) => (room.startsWith("@") ? [{ room }, { room, private: true }] : []),
	rooms: ({ room }) => [{}, { after: room }, { limit: 1 }],
	members: ({ room }) => [{ room }, { room, after: "ann" }],
	topic: ({ room }) => [{ room, topic: "x" }],
	settings: ({ room }) => [
		{ room, description: "x" },
		{ room, archived: true },
		{ room, retentionDays: 1 },
	],
	rename: ({ room }) => [{ room, name: "#other" }],
	invite: ({ room }) => [
		{ room, account: "eve" },
		{ room, account: "ann" },
	],
	role: ({ room }) => [{ room, account: "ann", role: "member" }],
	post: ({ room }) => [
		{ room, id: newMessageId(), text: "hello" },
		{ room, id: newMessageId(), text: "hello", replyTo: 2 },
		{ room, id: newMessageId(), text: "hello", replyTo: 99 },
	],
	redact: ({ room }) => [
		{ room, seqs: [2] },
		{ room, seqs: [99] },
	],
	history: ({ room }) => [
		{ room },
		{ room, before: 3 },
		{ room, after: 0 },
		{ room, around: 3 },
		{ room, limit: 1 },
	],
	search: ({ room, act }) => [
		{ text, room },
		{ text: act === never.act ? "words nobody said" : text },
		{ text, room, by: "ann", limit: 1 },
		{ text: "the", room, before: 1, after: 0 },
	],
	sync: ({ room }) => [{ rooms: { [room]: 0 } }, { rooms: { "#general": 0, [room]: 99 } }],
	read: ({ room }) => [
		{ room, seq: 1 },
		{ room, seq: 99 },
	],
	typing: ({ room }) => [{ room, on: true }],
	presence: () => [{ state: "online" }],
	nick: () => [],
	kick: ({ room }) => [
		{ room, account: "ann" },
		{ room, account: "eve" },
	],
	ban: ({ room }) => [{ room, account: "ann" }],
	unban: ({ room }) => [{ room, account: "ann" }],
	bans: ({ room }) => [{ room }],
	mute: ({ room }) => [{ room, account: "ann" }],
	unmute: ({ room }) => [{ room, account: "ann" }],
	purge: ({ room }) => [
		{ room, account: "ann", since: 0 },
		{ account: "ann", since: 0 },
	],
	ignore: () => [],
	audit: ({ room }) => [{ room }, {}],
	undo: ({ act }) => [{ act }],
	ping: () => [{}],
	quit: () => [],
};

/** What tells of the room, wherever it stands. */
function needlesOf(room: string): readonly string[] {
	return [room, "#secret", "#former", text, "hidden"];
}

/**
 * Ann and Cleo are in a private room that was called #former and is called #secret; Bob was taken out of it. The
 * others never were in it, whatever they are on the server.
 */
async function arrange(server: TestDaemon) {
	const peerOf = async (name: string) => {
		const { peer } = await server.account(name);
		await peer.call("join", { room: "#general" });
		return peer;
	};
	const [ann, bob, cleo] = [await peerOf("ann"), await peerOf("bob"), await peerOf("cleo")];
	const { room } = await ann.call("create", { room: "#former", private: true, topic: "hidden" });
	for (const account of ["bob", "cleo"]) await ann.call("invite", { room, account });
	await ann.call("rename", { room, name: "#secret" });
	await ann.call("post", { room, id: newMessageId(), text });
	const kick = await ann.call("kick", { room, account: "bob" });
	const { acts } = await ann.call("audit", { room });
	const [act] = acts;
	const { peer: gus } = await server.guest("gus");
	const outsiders: Record<string, NativePeer> = {
		"who never was in it": await peerOf("eve"),
		"who is a guest": gus,
		"who is an admin": await peerOf("boss"),
		"who owns the server": await peerOf("owen"),
		"who was taken out of it": bob,
	};
	return { ann, bob, cleo, room, act: act?.act ?? 0, kicked: kick.seq, outsiders };
}

const staff = { boss: "admin", owen: "owner" } as const;

/** An answer without the names by which it was asked for. */
async function answerOf(peer: NativePeer, [method, params]: [string, object], aim: Aim) {
	const answer = await peer.ask(method, params);
	const told = answer.type === "error" ? answer.error : answer.type === "result" && answer.result;
	// Whether the index is behind at this moment is of the whole server, and no matter of rooms.
	const json = JSON.stringify(told).replace(',"partial":true', "").replaceAll(aim.room, "ROOM");
	return method === "undo" ? json.replace(`act ${aim.act}`, "act ACT") : json;
}

/** Everything that can be asked of a room, by all its names, each with the same of a room that never was. */
function allAsks(room: string, act: number) {
	// Those that never were stand where the others would in a list by name.
	const names = [
		[room, never.room],
		["#secret", "#secres"],
		["#former", "#formes"],
	] as const;
	return names.flatMap(([name, unknown]) => {
		const [aim, other] = [
			{ room: name, act },
			{ room: unknown, act: never.act },
		];
		return Object.entries(asks).flatMap(([method, paramsOf]) => {
			const controls = paramsOf(other);
			return paramsOf(aim).map((params, index) => ({
				method,
				real: { aim, params },
				control: { aim: other, params: controls[index] ?? {} },
			}));
		});
	});
}

/** What somebody has heard of a room that they are not in, under any of its names. */
function heardBy(peer: NativePeer, room: string) {
	return ["#secret", "#former", "#hidden", room].flatMap((name) => peer.events(name));
}

function expectNoNeedle(told: string, room: string, who: string): void {
	for (const needle of needlesOf(room)) expect(told, who).not.toContain(needle);
}

describe("of a private room", () => {
	test("no answer of any method tells anything to those who are not in it", async () => {
		await using server = await startStaffed(staff);
		const { room, act, outsiders } = await arrange(server);
		expect(Object.keys(asks)).toEqual(expect.arrayContaining(Object.keys(methods)));
		const all = allAsks(room, act);
		expect(all.length).toBeGreaterThan(130);
		for (const [who, peer] of Object.entries(outsiders))
			for (const { method, real, control } of all) {
				const told = await answerOf(peer, [method, real.params], real.aim);
				expect(told, `${method} ${JSON.stringify(real.params)} by one ${who}`).toBe(
					await answerOf(peer, [method, control.params], control.aim),
				);
				expectNoNeedle(told, room, who);
			}
	});

	test("no name is taken: a public room may be made or renamed so as if there were none", async () => {
		await using server = await startStaffed(staff);
		const { ann, room, outsiders } = await arrange(server);
		const boss = outsiders["who is an admin"]!;
		const eve = outsiders["who never was in it"]!;
		for (const [name, other] of [
			["#secret", "#never"],
			["#former", "#ever"],
		] as const) {
			const [real, control] = [
				{ room: name, act: 0 },
				{ room: other, act: 0 },
			];
			expect(await answerOf(eve, ["create", { room: name }], real)).toBe(
				await answerOf(eve, ["create", { room: other }], control),
			);
		}
		const { seq } = await boss.call("rename", { room: "#general", name: "#hidden-title" });
		await ann.call("rename", { room, name: "#den" });
		await boss.call("rename", { room: "#general", name: "#den" });
		expect(seq).toBeGreaterThan(0);
		expect((await eve.call("rooms", {})).rooms.every(({ kind }) => kind === "public")).toBe(true);
	});

	test("no notification reaches those who are not in it, whatever its members do", async () => {
		await using server = await startStaffed(staff);
		const { ann, cleo, room, kicked, outsiders } = await arrange(server);
		const { peer: phone } = await server.account("bob");
		const plain = await server.person("dan");
		const peers = { ...outsiders, "who was taken out of it, on a second device": phone };
		for (const peer of Object.values(peers)) peer.inbox.length = 0;
		await ann.call("typing", { room, on: true });
		await ann.call("read", { room, seq: 3 });
		await ann.call("topic", { room, topic: "hidden too" });
		await ann.call("settings", { room, description: "hidden as well" });
		await ann.call("rename", { room, name: "#hidden" });
		await ann.call("presence", { state: "away" });
		await cleo.call("nick", { name: "Cleopatra" });
		const { seq } = await ann.call("post", { room, id: newMessageId(), text });
		await ann.call("redact", { room, seqs: [seq] });
		await ann.call("mute", { room, account: "cleo", forMs: 60_000 });
		await ann.call("role", { room, account: "cleo", role: "moderator" });
		await cleo.call("leave", { room });
		await ann.call("invite", { room, account: "cleo" });
		await cleo.eventsUpTo(room, seq + 5);
		for (const [who, peer] of Object.entries(peers)) {
			await peer.call("ping", {});
			expectNoNeedle(JSON.stringify(peer.inbox), room, who);
			for (const event of heardBy(peer, room)) expect(event.seq, who).toBeLessThanOrEqual(kicked);
		}
		plain.type("/names");
		await plain.sees("in #general");
		expectNoNeedle(plain.screen, room, "at the plain door");
	});

	test("no login, list of rooms or plain door names it", async () => {
		await using server = await startStaffed(staff);
		const { room } = await arrange(server);
		for (const name of ["bob", "eve", "boss", "owen"]) {
			const { peer, login } = await server.account(name);
			const told = JSON.stringify([login, await peer.call("rooms", {})]);
			expectNoNeedle(told, room, name);
		}
		const dan = await server.person("dan");
		const screenOf = async (name: string) => {
			const from = dan.screen.length;
			dan.type(`/join ${name}`);
			dan.type("/part");
			dan.type("/me is here");
			await dan.sees("You are in no room");
			dan.type("/join #general");
			await dan.sees("you are in #general");
			return dan.screen.slice(from).replaceAll(name, "ROOM");
		};
		// At this machine a guest may make a room where there is none.
		for (const [real, control] of [
			[room, never.room],
			["#secret", "#never"],
			["#former", "#ever"],
		] as const)
			if (real.startsWith("@")) {
				dan.type(`/join ${real}`);
				await dan.sees(`There is no room ${real}.`);
				dan.type(`/join ${control}`);
				await dan.sees(`There is no room ${control}.`);
			} else expect(await screenOf(real)).toBe(await screenOf(control));
		dan.type("/rooms");
		await dan.sees("#general (");
		expect(dan.screen).not.toContain("private");
	});
});

describe("somebody who is taken out of a private room", () => {
	test("gets nothing after that seq, also where they read slowly", async () => {
		await using server = await startStaffed(staff);
		const { ann, room } = await arrange(server);
		const { peer: dan } = await server.account("dan");
		await ann.call("invite", { room, account: "dan" });
		await dan.call("join", { room });
		dan.socket.pause();
		const long = "x".repeat(16_000);
		for (let round = 0; round < 10; round++)
			await Promise.all(
				Array.from({ length: 50 }, () =>
					ann.call("post", { room, id: newMessageId(), text: long }),
				),
			);
		const { seq } = await ann.call("kick", { room, account: "dan" });
		for (let count = 0; count < 5; count++)
			await ann.call("post", { room, id: newMessageId(), text: "after" });
		dan.socket.resume();
		const limited = await dan.next("limited");
		expect(limited).toMatchObject({ room, to: seq });
		expect((await dan.refusal("history", { room, after: limited.from - 1 })).why).toBe(
			"no_such_room",
		);
		const seqs = dan.events(room).map((event) => event.seq);
		expect(Math.max(...seqs)).toBeLessThan(limited.from);
		expect(dan.inbox).toEqual([]);
	});
});
