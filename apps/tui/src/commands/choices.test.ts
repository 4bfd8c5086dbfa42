import { expect, test } from "vitest";
import { withKnown } from "../desk/shown-server.ts";
import { home } from "../state/place.ts";
import { initialState } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import { event, place } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { roomLines } from "../view/lists.ts";

function liveChat(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#a", "#b", "#c", "#general");
	return chat;
}

function listed(chat: Chat, state = chat.state): string[] {
	return roomLines(state, { width: 16, height: 4, style: state.look.style }).map((row) =>
		undress(row).trim(),
	);
}

/** What the next window shows before the network answers. */
function nextWindow(chat: Chat): string[] {
	const { columns, rows, now, current, look } = chat.state;
	const start = initialState({ columns, rows, now, place: current, look });
	return listed(chat, withKnown(start, { id: home, label: "test", client: chat.client }));
}

test("/fav puts a room first, here and in the next window, and again takes it back", async () => {
	const chat = liveChat();
	chat.say("/fav c");
	await Promise.resolve();
	expect(chat.rows.join()).toContain("#c is a favourite.");
	expect(listed(chat)).toEqual(["1★#c", "2 #a", "3 #b", "4 #general"]);
	expect(nextWindow(chat)).toEqual(listed(chat));
	chat.press("alt+1");
	expect(chat.state.current).toBe(place("#c"));
	chat.say("/fav");
	await Promise.resolve();
	expect(chat.rows.join()).toContain("#c is no longer a favourite.");
	expect(listed(chat)).toEqual(["1 #a", "2 #b", "3 #c", "4 #general"]);
	expect(nextWindow(chat)).toEqual(listed(chat));
});

test("/mute silences a room: at the end, without a call, not even by name; /unmute ends that", async () => {
	const chat = liveChat();
	chat.say("/mute #a");
	chat.client.tell({ type: "event", event: event(1, { room: "#a", text: "ann!" }), mine: false });
	expect(listed(chat)).toEqual(["1 #b", "2 #c", "3 #general", "4∅#a           1"]);
	expect(nextWindow(chat)[3]).toBe("4∅#a");
	chat.press("alt+a");
	expect(chat.state.current).toBe(place("#general"));
	expect(chat.state.hint).toBe("Nothing is unread.");
	chat.say("/unmute #a");
	chat.press("alt+a");
	expect(chat.state.current).toBe(place("#a"));
});

test("/mute of a person asks whether it is meant for everybody, and does nothing before", async () => {
	const chat = liveChat();
	chat.press("alt+4");
	chat.say("/mute @bob 1h too loud");
	expect(chat.client.askedOf("mute")).toEqual([]);
	chat.type("yes");
	chat.press("enter");
	await new Promise<void>((resolve) => setImmediate(resolve));
	const asked = { room: "#general", account: "bob", forMs: 3_600_000, reason: "too loud" };
	expect(chat.client.askedOf("mute")).toEqual([`mute ${JSON.stringify(asked)}`]);
	expect(chat.state.servers[0]?.choices.muted.size).toBe(0);
});

test("/mute of a person that is not meant is not done", async () => {
	const chat = liveChat();
	chat.press("alt+4");
	chat.say("/mute @alexander");
	chat.press("enter");
	await new Promise<void>((resolve) => setImmediate(resolve));
	expect(chat.client.askedOf("mute")).toEqual([]);
});

test("/move puts the room on screen at a number, and it stays there", () => {
	const chat = liveChat();
	chat.say("/move 1");
	expect(listed(chat)).toEqual(["1 #general", "2 #a", "3 #b", "4 #c"]);
	chat.say("/move 3");
	expect(listed(chat)).toEqual(["1 #a", "2 #b", "3 #general", "4 #c"]);
	expect(nextWindow(chat)).toEqual(listed(chat));
});

test.each([
	["/move", "Type /move NUMBER"],
	["/move 5", "Here the numbers are 1 to 4."],
	["/move -1", "Type /move NUMBER"],
	["/fav #nowhere", "You are not in #nowhere."],
])("%s is answered with a sentence", async (typed, sentence) => {
	const chat = liveChat();
	chat.say(typed);
	await Promise.resolve();
	expect(chat.rows.join(" ")).toContain(sentence);
});

test("a choice leaves what another window has chosen meanwhile as it is", () => {
	const chat = liveChat();
	chat.client.noted.set("rooms:muted", '["#b"]');
	chat.client.noted.set("rooms:favourites", '["#a"]');
	chat.say("/fav c");
	chat.say("/mute general");
	expect(listed(chat)).toEqual(["1★#a", "2★#c", "3∅#b", "4∅#general"]);
	expect(nextWindow(chat)).toEqual(listed(chat));
});

test("a choice that cannot be kept is not made, and says why", async () => {
	const chat = liveChat();
	chat.client.failures.set("note", new Error("The disk is full."));
	chat.say("/fav #c");
	await Promise.resolve();
	expect(listed(chat)[0]).toBe("1 #a");
	expect(chat.rows.join()).toContain("The disk is full.");
});

test("a note that is none of ours leaves the list as it is", () => {
	const chat = liveChat();
	chat.client.noted.set("rooms:favourites", "{");
	chat.client.noted.set("rooms:order", '["#b", 7]');
	chat.client.noted.set("rooms:recent", '[["#b"]]');
	expect(nextWindow(chat)).toEqual(["1 #a", "2 #b", "3 #c", "4 #general"]);
});

test("a key of a room that is not there says so, and goes nowhere", () => {
	const chat = liveChat();
	chat.press("alt+9");
	expect(chat.state.hint).toBe("There is no room 9.");
	chat.press("alt+/");
	expect(chat.state.hint).toBe("There is no room before this one.");
	expect(chat.state.current).toBe(place("#general"));
	chat.press("alt+1");
	chat.say("/part #general");
	chat.press("alt+/");
	expect(chat.state.hint).toBe("You are no longer in the room before this one.");
	expect(chat.state.current).toBe(place("#a"));
});
