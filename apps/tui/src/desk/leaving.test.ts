import { describe, expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { event, joinedRoom, place } from "../testing/samples.ts";

const general = place("#general");
const ops = place("#ops");

/** A chat of ann in #general and #ops, who is in the middle of a sentence in #general. */
function writing(text = "what I wanted to"): Chat {
	const chat = new Chat({ columns: 120 });
	chat.client.goLive("ann", "#general", "#ops");
	chat.type(text);
	return chat;
}

/** Somebody takes ann out of #general. */
function expel(chat: Chat, details: Readonly<Record<string, unknown>> = {}): void {
	const happened = event(1, {
		type: "kick",
		by: "eve",
		who: "ann",
		reason: "too loud",
		...details,
	});
	chat.client.tell({ type: "event", event: happened, mine: false });
	chat.client.tell({ type: "rooms", rooms: [joinedRoom("#ops")] });
}

function returnTo(chat: Chat): void {
	chat.client.tell({ type: "rooms", rooms: [joinedRoom("#general"), joinedRoom("#ops")] });
	chat.desk.open(general);
}

describe("whoever is taken out of a room while typing", () => {
	test("is in another room, and told by whom and why", () => {
		const chat = writing();
		expel(chat);
		expect(chat.state.current).toBe(ops);
		expect(chat.rows.at(-1)).toBe("· eve took you out of #general: too loud.");
	});

	test("is told until when, of a ban", () => {
		const chat = writing();
		expel(chat, { type: "ban", until: event(1).at + 3_600_000 });
		expect(chat.rows.at(-1)).toBe("· eve banned you from #general until 13:00: too loud.");
	});

	test("posts nothing anywhere with the Enter of that sentence, and loses no letter of it", () => {
		const chat = writing();
		expel(chat);
		chat.nowMs += 200;
		chat.type(" say ist");
		chat.nowMs += 200;
		chat.press("backspace");
		chat.press("enter");
		expect(chat.client.askedOf("post")).toEqual([]);
		expect(chat.typed).toBe("");
		expect(chat.state.hint).toBe("Not sent: what you were writing is kept for #general");
		returnTo(chat);
		expect(chat.typed).toBe("what I wanted to say is");
	});

	test("does not say what was kept in the other room with an Enter that was meant for this one", () => {
		const chat = writing();
		chat.press("alt+2");
		chat.type("a draft of before");
		chat.press("alt+1");
		expel(chat);
		chat.nowMs += 100;
		chat.press("enter");
		expect(chat.client.askedOf("post")).toEqual([]);
		expect(chat.typed).toBe("a draft of before");
	});

	test("goes on in the other room after a pause, or with any other key", () => {
		const chat = writing();
		expel(chat);
		chat.nowMs += 5_000;
		chat.say("what happened?");
		expect(chat.client.askedOf("post")).toEqual(["post #ops what happened?"]);
		const other = writing();
		expel(other);
		other.press("ctrl+a");
		other.say("what happened?");
		expect(other.client.askedOf("post")).toEqual(["post #ops what happened?"]);
	});
});

test("whoever is taken out of a room that is not on screen is told where they are, and stays there", () => {
	const chat = writing("hello");
	const happened = event(1, { room: "#ops", type: "kick", by: "eve", who: "ann" });
	chat.client.tell({ type: "event", event: happened, mine: false });
	chat.client.tell({ type: "rooms", rooms: [joinedRoom("#general")] });
	expect(chat.rows.at(-1)).toBe("· eve took you out of #ops.");
	chat.press("enter");
	expect(chat.client.askedOf("post")).toEqual(["post #general hello"]);
});

test("whoever is taken out of the last room is told so there", () => {
	const chat = new Chat({ columns: 120 });
	chat.client.goLive("ann", "#general");
	const happened = event(1, { type: "kick", by: "eve", who: "ann" });
	chat.client.tell({ type: "event", event: happened, mine: false });
	chat.client.tell({ type: "rooms", rooms: [] });
	expect(chat.rows.at(-1)).toBe("· eve took you out of #general.");
});

describe("a room that is renamed", () => {
	test("keeps what one is typing, its place on screen and how one wants it, on disk too", () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general", "#ops");
		chat.say("/fav #ops");
		chat.desk.open(ops);
		chat.type("half");
		const names = { from: joinedRoom("#ops").room, to: joinedRoom("#deck").room };
		chat.client.tell({ type: "renamed", ...names });
		expect(chat.state.current).toBe(place("#deck"));
		expect(chat.typed).toBe("half");
		expect(chat.client.noted.get("rooms:favourites")).toBe('["#deck"]');
	});

	test("is posted to under its new name", () => {
		const chat = writing("hello");
		const names = { from: joinedRoom("#general").room, to: joinedRoom("#all").room };
		chat.client.tell({ type: "renamed", ...names });
		expect(chat.typed).toBe("hello");
		chat.press("enter");
		expect(chat.client.askedOf("post")).toEqual(["post #all hello"]);
	});
});

test("whoever is brought into a room is told by whom, and how to go there, once", () => {
	const chat = new Chat({ columns: 120 });
	chat.client.goLive("ann", "#general");
	const happened = event(1, { room: "@0123456789", type: "invite", by: "eve", who: "ann" });
	chat.client.tell({ type: "event", event: happened, mine: false });
	expect(chat.rows.some((row) => row.includes("brought you"))).toBe(false);
	const title = joinedRoom("#secret").room;
	const secret = { ...joinedRoom("@0123456789"), kind: "private", title } as const;
	const rooms = [joinedRoom("#general"), secret];
	chat.client.tell({ type: "rooms", rooms });
	chat.client.tell({ type: "rooms", rooms });
	const told = chat.rows.filter((row) => row.includes("brought you"));
	expect(told).toEqual([
		expect.stringMatching(/^· eve brought you into ▣#secret; Alt\+2 or .* goes there\.$/),
	]);
});
