import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { home } from "../state/place.ts";
import { Chat } from "../testing/chat.ts";
import { FakeClient } from "../testing/fake-client.ts";
import { general, place, post, stateOf } from "../testing/samples.ts";
import { withDrafts } from "./drafts.ts";

function liveChat(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	return chat;
}

function drafts({ client }: Chat): Record<string, string> {
	return Object.fromEntries(client.notes("draft:"));
}

test("what is typed is kept behind the paint of each key, by its room, until it is sent", async () => {
	const chat = liveChat();
	chat.type("half a tho");
	expect(drafts(chat)).toEqual({});
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "half a tho" });
	chat.press("alt+2");
	chat.type("other");
	await expect
		.poll(() => drafts(chat))
		.toEqual({ "draft:#general": "half a tho", "draft:#ops": "other" });
	chat.press("enter");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "half a tho" });
	chat.press("alt+1", "ctrl+u");
	await expect.poll(() => drafts(chat)).toEqual({});
});

test("nothing is written while nothing is typed", async () => {
	const chat = liveChat();
	chat.type("half a tho");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "half a tho" });
	const before = chat.client.askedOf("note");
	chat.press("left", "pageup", "f7", "escape", "ctrl+a");
	chat.controller.onResize(50, 20);
	chat.controller.close();
	expect(chat.client.askedOf("note")).toEqual(before);
});

test("at the end everything is written at once, and nothing after it", async () => {
	const chat = liveChat();
	chat.type("last words");
	chat.controller.close();
	expect(drafts(chat)).toEqual({ "draft:#general": "last words" });
	chat.type(" and more");
	await new Promise(setImmediate);
	expect(drafts(chat)).toEqual({ "draft:#general": "last words" });
});

test("a disk that refuses is told of once, and what is typed is kept when it takes it again", async () => {
	const chat = liveChat();
	chat.client.failures.set("note", new Error("The disk is full."));
	chat.type("a");
	await expect.poll(() => chat.rows.filter((row) => row.includes("full")).length).toBe(1);
	chat.type("b");
	const tries = () => chat.client.asked.filter((line) => line === "note draft:#general").length;
	await expect.poll(tries).toBeGreaterThan(1);
	expect(chat.rows.filter((row) => row.includes("full"))).toHaveLength(1);
	chat.client.failures.clear();
	chat.type("c");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "abc" });
});

test("a draft that is too long for the disk keeps no other from it", async () => {
	const chat = liveChat();
	const note = chat.client.note.bind(chat.client);
	chat.client.note = (name, text) => {
		if ((text?.length ?? 0) > 1_048_576)
			throw new RangeError("A note has at most so many characters.");
		note(name, text);
	};
	chat.controller.onInput({ type: "paste", text: "x".repeat(1_100_000) });
	await expect.poll(() => chat.rows.join(" ")).toContain("not kept on disk now");
	chat.press("alt+2");
	chat.type("short");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#ops": "short" });
	chat.press("alt+1");
	expect(chat.typed.length).toBe(1_100_000);
});

test("a search through what was sent keeps what is being typed", async () => {
	const chat = liveChat();
	chat.say("sent");
	chat.type("draft");
	chat.press("ctrl+r");
	chat.type("se");
	chat.controller.close();
	expect(drafts(chat)).toEqual({ "draft:#general": "draft" });
});

test("the drafts of last time are in their rooms, and that of this room in the line", () => {
	const client = new FakeClient();
	client.noted.set("draft:#general", "here").set("draft:#ops", "there").set("history", "x");
	const state = withDrafts(stateOf(), home, client);
	expect(state.editor.text).toBe("here");
	expect(state.drafts.get(place("#ops"))?.text).toBe("there");
	expect([...state.drafts.keys()]).toEqual([general, place("#ops")]);
	// A server that comes later changes nothing of what is being typed.
	const typing = { ...stateOf(), editor: editorOf("mine") };
	expect(withDrafts(typing, home, client).editor.text).toBe("mine");
});

test("what a look back has put aside is what is kept, with what was changed in the line shown", () => {
	const chat = liveChat();
	chat.say("hi");
	chat.type("a long thought");
	chat.press("up");
	chat.controller.close();
	expect(drafts(chat)).toEqual({ "draft:#general": "a long thought" });
	const edited = liveChat();
	edited.say("hi");
	edited.type("a long thought");
	edited.press("up");
	edited.type(" there");
	edited.controller.close();
	expect(drafts(edited)).toEqual({ "draft:#general": "a long thought\nhi there" });
});

test("what Ctrl+R has put aside is kept as well, and in a room one has left", async () => {
	const chat = liveChat();
	chat.say("hi");
	chat.type("a long thought");
	chat.press("ctrl+r");
	chat.type("h");
	chat.press("enter", "alt+2");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "a long thought" });
});

test("what another window has written of a room is not forgotten with what is sent in this one", async () => {
	const chat = liveChat();
	chat.type("mine");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "mine" });
	chat.client.noted.set("draft:#general", "of the other window");
	chat.press("enter");
	chat.controller.close();
	expect(drafts(chat)).toEqual({ "draft:#general": "of the other window" });
});

test("what another window has forgotten is written again at the end", async () => {
	const chat = liveChat();
	chat.type("mine");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "mine" });
	chat.client.noted.delete("draft:#general");
	chat.controller.close();
	expect(drafts(chat)).toEqual({ "draft:#general": "mine" });
});

test("what was taken back after a refusal and sent at once is no draft of next time", () => {
	const chat = liveChat();
	chat.client.entries.push(post("once more", "You may not."));
	chat.press("enter", "enter");
	chat.controller.close();
	expect(chat.client.askedOf("post")).toEqual(["post #general once more"]);
	expect(drafts(chat)).toEqual({});
});

test("what is sent does not wait for the pause of a slow disk", async () => {
	const chat = liveChat();
	const note = chat.client.note.bind(chat.client);
	chat.client.note = (name, text) => {
		const until = performance.now() + 20;
		while (performance.now() < until);
		note(name, text);
	};
	chat.type("a");
	await expect.poll(() => drafts(chat)).toEqual({ "draft:#general": "a" });
	// This one waits for the pause after the first.
	chat.type("b");
	chat.press("enter");
	await new Promise(setImmediate);
	await new Promise(setImmediate);
	expect(drafts(chat)).toEqual({});
});
