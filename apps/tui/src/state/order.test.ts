import { accountName, roomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { describe, expect, test } from "vitest";
import {
	event,
	general,
	joinedRoom,
	noon,
	person,
	place,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { composerRows } from "../view/composer-rows.ts";
import { conversationLines } from "../view/conversation-lines.ts";
import { memberLines, roomLines } from "../view/lists.ts";
import { statusLine } from "../view/status-line.ts";
import { createLook } from "../view/window.ts";
import { listItems } from "./arrange.ts";
import { textOf } from "./item-text.ts";
import { home } from "./place.ts";
import { itemsOf, passTime, takeMembers, takeNotice, takePage } from "./reduce.ts";
import { hotRooms } from "./rooms.ts";
import { silenceIn } from "./speaking.ts";
import { labelOf, logOf, type State, withServer } from "./state.ts";

const bob = accountName.parse("bob");
const hour = 3_600_000;

function rows(state: State): string[] {
	return conversationLines(state).map(({ text }) => undress(text).trim());
}

function known(state: State): State {
	return takeMembers(state, general, [person("ann"), person("bob", "Bobby"), person("eve")]);
}

function told(state: State, details: Readonly<Record<string, unknown>>): State {
	const seq = logOf(state, general).lastSeq + 1;
	return withEvents(state, [event(seq, { by: "eve", ...details })]);
}

function withRoom(state: State, change: Partial<JoinedRoom>): State {
	return takeNotice(state, { type: "rooms", rooms: [{ ...joinedRoom("#general"), ...change }] });
}

describe("what is done to people is told in a line", () => {
	test.each<[Record<string, unknown>, string]>([
		[{ type: "invite", who: "bob" }, "eve brought Bobby in"],
		[{ type: "kick", who: "bob", reason: "too loud" }, "eve took Bobby out of the room: too loud"],
		[{ type: "ban", who: "bob", until: noon + hour }, "eve banned Bobby until 13:00"],
		[{ type: "ban", who: "bob" }, "eve banned Bobby"],
		[{ type: "unban", who: "bob" }, "eve lets Bobby come back"],
		[
			{ type: "mute", who: "bob", until: noon + 24 * hour, reason: "rude" },
			"eve muted Bobby until 23 November 2026, 12:00: rude",
		],
		[{ type: "unmute", who: "bob" }, "eve lets Bobby speak again"],
		[{ type: "role", who: "bob", role: "moderator" }, "eve made Bobby a moderator"],
		[{ type: "role", who: "bob", role: "member" }, "eve took it from Bobby to be a moderator"],
		[
			{ type: "rename", was: "#general", name: "#all" },
			"eve renamed the room from #general to #all",
		],
		[{ type: "settings", archived: true }, "eve archived the room"],
		[
			{ type: "settings", readOnly: true, slowSeconds: 90 },
			"eve made the room read-only, set slow mode: one message in 1m30s",
		],
		[
			{ type: "settings", retentionDays: 1, description: "all" },
			"eve described the room: all, lets the room keep what was said for 1 day",
		],
		[{ type: "redact", seqs: [1, 2], reason: "spam" }, "eve took 2 messages back: spam"],
	])("%j", (details, said) => {
		expect(rows(told(known(stateOf()), details)).at(-1)).toBe(`· ${said}`);
	});

	test("and no byte of a reason reaches the terminal as a control sequence", () => {
		const state = told(known(stateOf()), {
			type: "kick",
			who: "bob",
			reason: "\x1b[2Jgone\nfor good",
		});
		expect(rows(state).at(-1)).not.toContain("\x1b");
	});

	test("but not that whoever makes a room moderates it", () => {
		const state = told(known(stateOf()), {
			type: "role",
			by: "ann",
			who: "ann",
			role: "moderator",
		});
		expect(rows(state).some((row) => row.includes("moderator"))).toBe(false);
	});

	test("and folds with who comes and goes, without losing one of them", () => {
		let state = known(stateOf());
		state = told(state, { type: "join", by: "zoe" });
		state = told(state, { type: "mute", who: "bob" });
		state = told(state, { type: "unmute", who: "bob" });
		expect(rows(state).at(-1)).toBe("▸ zoe joined, eve muted Bobby, eve lets Bobby speak again");
	});
});

describe("a message that was taken back", () => {
	const said = known(
		withEvents(stateOf(), [
			event(1, { text: "ann: buy now" }),
			event(2, { text: "ok", replyTo: 1 }),
		]),
	);
	const gone = told(said, { type: "redact", seqs: [1] });

	test("is told in its place, and its text is nowhere in the window", () => {
		expect(rows(gone)).toContainEqual(expect.stringContaining("message taken back by eve"));
		const state = JSON.stringify([...gone.logs.values()].map(({ items }) => items));
		expect(state).not.toContain("buy now");
		expect(JSON.stringify(gone.mentions)).not.toContain("buy now");
	});

	test("is quoted and copied no more, and calls nobody", () => {
		expect(rows(gone)).toContainEqual(expect.stringMatching(/^↳ message taken back by eve/));
		expect(textOf(logOf(gone, general).items[0])).toBeUndefined();
		expect(gone.mentions).toEqual([]);
		expect(logOf(gone, general).mentions).toBe(0);
	});

	test("is told in a page of the past, by whom as soon as that is known", () => {
		const old = { ...event(1, { text: "", redacted: true }) };
		const behind = withEvents(known(stateOf()), [
			event(3, { type: "redact", by: "eve", seqs: [1] }),
		]);
		const page = { asked: { before: 3 }, events: [old, event(2)], more: false };
		expect(rows(takePage(behind, general, page))).toContainEqual(
			expect.stringContaining("taken back by eve"),
		);
		const alone = takePage(known(withEvents(stateOf(), [event(3)])), general, page);
		expect(rows(alone)).toContainEqual(expect.stringMatching(/message taken back$/));
	});
});

describe("somebody who is ignored", () => {
	const ignoring = takeNotice(known(stateOf()), { type: "ignored", accounts: [bob] });

	test("is not shown, not counted and names nobody", () => {
		const state = withEvents(ignoring, [
			event(1, { text: "ann: look" }),
			event(2, { by: "eve", text: "hello" }),
		]);
		expect(rows(state).join("\n")).not.toContain("look");
		expect(rows(state).join("\n")).toContain("hello");
		expect(logOf(state, general)).toMatchObject({ unread: 1, mentions: 0 });
		expect(state.mentions).toEqual([]);
	});

	test("is heard again, as if nothing had been", () => {
		const heard = withEvents(known(stateOf()), [event(1, { text: "look" }), event(2)]);
		const off = takeNotice(heard, { type: "ignored", accounts: [bob] });
		expect(logOf(off, general).unread).toBe(0);
		const on = takeNotice(off, { type: "ignored", accounts: [] });
		expect(logOf(on, general).unread).toBe(logOf(heard, general).unread);
		expect(rows(on)).toEqual(rows(heard));
	});

	test("is not quoted", () => {
		const state = withEvents(ignoring, [
			event(1, { text: "secret" }),
			event(2, { by: "eve", replyTo: 1 }),
		]);
		expect(rows(state).join("\n")).not.toContain("secret");
	});
});

describe("a private room", () => {
	const secret = {
		...joinedRoom("@0123456789"),
		kind: "private",
		title: roomName.parse("#secret"),
	} as const;
	const state = takeNotice(stateOf(), { type: "rooms", rooms: [joinedRoom("#general"), secret] });

	test("is called by its title, with a sign, and stands among the rooms by it", () => {
		expect(labelOf(state, place("@0123456789"))).toBe("▣#secret");
		const listed = roomLines(state, { width: 20, height: 3, style: state.look.style });
		expect(listed.map((row) => undress(row).trimEnd())).toEqual(["1 #general", "2 ▣#secret", ""]);
	});

	test("has a sign in ASCII too", () => {
		const look = createLook({ signs: createSigns(true) });
		expect(labelOf({ ...state, look }, place("@0123456789"))).toBe("&#secret");
	});
});

test("an archived room is out of the list and calls nobody, unless it is open; the others keep their numbers", () => {
	const rooms = [
		{ ...joinedRoom("#attic"), archived: true },
		joinedRoom("#general"),
		joinedRoom("#ops"),
	];
	const state = withEvents(takeNotice(stateOf(), { type: "rooms", rooms }), [
		event(1, { room: "#attic" }),
	]);
	const names = (now: State) =>
		listItems(now).map((item) =>
			item.type === "room" ? `${item.index + 1} ${item.room.room}` : "",
		);
	expect(names(state)).toEqual(["1 #general", "2 #ops"]);
	expect(hotRooms(state)).toEqual([]);
	expect(names({ ...state, current: place("#attic") })).toEqual([
		"1 #general",
		"2 #ops",
		"3 #attic",
	]);
});

test("the list of people tells who keeps order and who is a guest, to those with an account", () => {
	const members = [
		{ ...person("ann"), role: "member" },
		{ ...person("bob"), role: "owner" },
		{ ...person("eve"), role: "member", roomRole: "moderator" },
		{ ...person("a-guest-with-a-name"), role: "guest" },
	] as const;
	const lines = (state: State) =>
		memberLines(state, { width: 18, height: 5, style: state.look.style }).map((row) =>
			undress(row),
		);
	const guest = takeMembers(stateOf(), general, members);
	expect(lines(guest)).toEqual([
		"4 of 4 here       ",
		"● a-guest-with-a-…",
		"● ann             ",
		"● bob        owner",
		"● eve          mod",
	]);
	const me = { ...person("ann"), role: "member" } as const;
	expect(lines(takeNotice(guest, { type: "me", me }))[1]).toBe("● a-guest-with-… °");
});

test("a guest has a sign behind the name, for those with an account, once it is known that they are one", () => {
	const me = { ...person("ann"), role: "member" } as const;
	const state = withEvents(takeNotice(stateOf(), { type: "me", me }), [event(1)]);
	expect(rows(state).join(" ")).not.toContain("bob°");
	const listed = takeMembers(state, general, [person("ann"), person("bob")]);
	expect(rows(listed).join(" ")).toContain("bob°");
});

describe("where one types in vain it is said before", () => {
	const composer = (state: State) =>
		undress(composerRows(state, 1, state.look.style).rows[0] ?? "");

	test("an archived room, a read-only one, one where we are muted", () => {
		expect(composer(withRoom(stateOf(), { archived: true }))).toContain("This room is archived");
		expect(composer(withRoom(stateOf(), { readOnly: true }))).toContain(
			"Only moderators speak here.",
		);
		const muted = told(known(stateOf()), { type: "mute", who: "ann", until: noon + hour });
		expect(composer(muted)).toContain("You are muted here until 13:00.");
		expect(composer(told(muted, { type: "unmute", who: "ann" }))).not.toContain("muted");
	});

	test("but not to a moderator, and not over what one types", () => {
		const state = withRoom(known(stateOf()), { readOnly: true });
		const moderating = told(state, { type: "role", who: "ann", role: "moderator" });
		expect(composer(moderating)).not.toContain("moderators");
		const typing = { ...state, editor: { ...state.editor, text: "hello", cursor: 5 } };
		expect(composer(typing)).toContain("hello");
		expect(composer(typing)).not.toContain("moderators");
	});

	test("slow mode counts down from one's own last message, second by second", () => {
		const slow = withRoom(known(stateOf()), { slowSeconds: 30 });
		expect(composer(slow)).toContain("Slow mode: one message in 30s.");
		const said = withEvents(slow, [event(1, { by: "ann" })]);
		expect(composer(said)).toContain("30 s to go.");
		expect(composer(passTime(said, noon + 12_000))).toContain("18 s to go.");
		expect(silenceIn(passTime(said, noon + 31_000), general)).toMatchObject({ leftMs: 0 });
	});
});

test("when the server asks to wait, the status says so and for how long, and that nobody need do anything", () => {
	const state = takeNotice(stateOf(), {
		type: "slowed",
		retryAfterMs: 3_000,
		reason: "Too many requests.",
	});
	expect(undress(statusLine(state, 0))).toContain(
		"the server asks to wait 3 s; it is sent by itself",
	);
	expect(undress(statusLine(passTime(state, noon + 2_000), 0))).toContain("wait 1 s");
	expect(undress(statusLine(passTime(state, noon + 3_000), 0))).not.toContain("asks to wait");
});

describe("what retention has removed", () => {
	test("is told at the beginning of the room, and nobody asks for it", () => {
		const state = withEvents(withRoom(stateOf(), { firstSeq: event(101).seq }), [
			event(101),
			event(102),
		]);
		expect(rows(state)[0]).toBe("· 100 older messages were removed by retention");
		expect(logOf(state, general).reachesStart).toBe(true);
	});

	test("goes from a window that shows it when it is removed", () => {
		const state = withEvents(stateOf(), [
			event(1, { text: "long ago" }),
			event(2, { text: "now" }),
		]);
		const later = withRoom(state, { firstSeq: event(2).seq });
		expect(rows(later)[0]).toBe("· 1 older message was removed by retention");
		expect(rows(later).join("\n")).not.toContain("long ago");
	});

	test("is told when a page ends there", () => {
		const state = withEvents(withRoom(stateOf(), { firstSeq: event(3).seq }), [event(9)]);
		const events = [3, 4, 5, 6, 7, 8].map((seq) => event(seq));
		const paged = takePage(state, general, { asked: { before: 9 }, events, more: true });
		expect(logOf(paged, general).reachesStart).toBe(true);
	});
});

test("everything that is kept of a room goes on under its new name", () => {
	const from = place("#general");
	const to = place("#all");
	const state = withServer(
		withEvents(known(stateOf()), [event(1, { text: "ann: hi" })]),
		home,
		(server) => ({
			...server,
			choices: {
				favourites: new Set([roomName.parse("#general")]),
				muted: new Set(),
				order: [roomName.parse("#general")],
			},
		}),
	);
	const names = { from: roomName.parse("#general"), to: roomName.parse("#all") };
	const after = takeNotice(state, { type: "renamed", ...names });
	expect(after.current).toBe(to);
	expect(rows(after)).toEqual(rows(state));
	expect(after.mentions[0]?.place).toBe(to);
	expect(after.servers[0]?.choices).toMatchObject({
		favourites: new Set(["#all"]),
		order: ["#all"],
	});
	expect([...after.logs.keys(), ...after.members.keys()]).not.toContain(from);
	expect(itemsOf(after, to, [event(1)])[0]).toMatchObject({ name: "Bobby" });
});
