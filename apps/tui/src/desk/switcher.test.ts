import type { RoomSummary } from "@partyline/shared/protocol/shapes";
import { describe, expect, test } from "vitest";
import type { SwitcherLayer } from "../state/switcher.ts";
import { Chat } from "../testing/chat.ts";
import { event, general, joinedRoom, person, place } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { switcherLines } from "../view/switcher-lines.ts";
import { loadFinder } from "./fuzzy.ts";

/** A chat in `#general` of three rooms and a conversation, with bob and Eve there, and one more public room. */
async function liveChat(): Promise<Chat> {
	await loadFinder();
	const chat = new Chat();
	chat.client.elsewhere = [joinedRoom("#gardening", undefined, "tomatoes")];
	chat.client.people = [person("ann"), person("bob"), person("eve", "Evelyn")];
	chat.client.goLive("ann", "#deploys", "#general", "#ops");
	await settled();
	return chat;
}

function switcher({ state }: Chat): SwitcherLayer {
	if (state.layer.type !== "switcher") throw new Error("The switcher is not open.");
	return state.layer;
}

/** The labels of what is found, the chosen one in brackets. */
function found(chat: Chat, most = 5): string[] {
	const layer = switcher(chat);
	return layer.found
		.map(({ candidate }, at) => (at === layer.chosen ? `[${candidate.label}]` : candidate.label))
		.slice(0, most);
}

/** Everything that was promised has come. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe("Ctrl+K", () => {
	test("opens the switcher on an empty line, and cuts to the end of the line in a text", async () => {
		const chat = await liveChat();
		chat.type("half a sentence");
		chat.press("home", "ctrl+right", "ctrl+k");
		expect(chat.typed).toBe("half");
		expect(chat.state.layer.type).toBe("none");
		chat.press("ctrl+u", "ctrl+k");
		expect(chat.state.layer.type).toBe("switcher");
		chat.press("ctrl+k");
		expect(chat.state.layer.type).toBe("none");
	});
});

describe("the switcher", () => {
	test("opens in the middle of a text too, by Alt+J and Alt+G, and leaves it as it was", async () => {
		const chat = await liveChat();
		for (const key of ["alt+j", "alt+g"]) {
			chat.type("half ");
			chat.press(key);
			chat.type("ops");
			chat.press("escape");
		}
		expect(chat.typed).toBe("half half ");
		expect(chat.state.current).toBe(general);
		chat.press("alt+j");
		chat.type("ops");
		chat.press("enter");
		expect(chat.state.current).toBe(place("#ops"));
		chat.press("alt+/");
		expect(chat.typed).toBe("half half ");
	});

	test("goes to the room before this one by Enter alone, and the one before that by one key more", async () => {
		const chat = await liveChat();
		chat.press("alt+1", "alt+3", "alt+j");
		expect(found(chat, 3)).toEqual(["[#deploys]", "#general", "#ops"]);
		chat.press("escape", "alt+2", "alt+j");
		expect(found(chat, 3)).toEqual(["[#ops]", "#deploys", "#general"]);
		chat.press("enter");
		expect(chat.state.current).toBe(place("#ops"));
		chat.press("alt+j", "down", "enter");
		expect(chat.state.current).toBe(place("#deploys"));
	});

	test("remembers over a restart what was used lately", async () => {
		const chat = await liveChat();
		chat.press("alt+1");
		chat.nowMs += 1_000;
		chat.press("alt+3");
		chat.controller.onTick();
		expect(JSON.parse(chat.client.noted.get("rooms:recent") ?? "")).toEqual([
			["#deploys", chat.nowMs - 1_000],
			["#ops", chat.nowMs],
		]);
		// Nothing is written, and nothing painted, while nothing happens.
		const [asked, before] = [chat.client.askedOf("note").length, chat.state];
		chat.controller.onTick();
		expect(chat.client.askedOf("note")).toHaveLength(asked);
		expect(chat.state).toBe(before);
	});

	test("finds by some letters in their order, marks them, and shows what is unread", async () => {
		const chat = await liveChat();
		chat.client.tell({
			type: "event",
			event: event(1, { room: "#ops", text: "ann" }),
			mine: false,
		});
		chat.press("ctrl+k");
		chat.type("dpl");
		expect(found(chat, 1)).toEqual(["[#deploys]"]);
		expect(switcher(chat).found[0]?.marked).toEqual([1, 3, 4]);
		const { style } = chat.look;
		const deploys = `#${style.search("d")}e${style.search("pl")}oys`;
		expect(switcherLines(chat.state, switcher(chat)).join()).toContain(deploys);
		chat.press("ctrl+u");
		chat.type("ops");
		expect(switcherLines(chat.state, switcher(chat)).map(undress).join("\n")).toContain(
			"▸ #ops !1",
		);
	});

	test("talks to a person by their name, whatever their account is", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.type("@evel");
		expect(found(chat)).toEqual(["[Evelyn (eve)]"]);
		chat.press("enter");
		await settled();
		expect(chat.client.askedOf("openDirect")).toEqual(["openDirect eve"]);
		expect(chat.state.current).toBe(place("@0123456789"));
	});

	test("joins a public room one is not in, which it asks the server for", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		expect(switcherLines(chat.state, switcher(chat)).join()).toContain("looking for rooms…");
		chat.type("gard");
		await settled();
		expect(found(chat, 1)).toEqual(["[#gardening]"]);
		const shown = switcherLines(chat.state, switcher(chat)).map(undress).join("\n");
		expect(shown).toContain("#gardening  join, 2 are in it: tomatoes");
		expect(shown).not.toContain("looking for rooms…");
		chat.press("enter");
		await settled();
		expect(chat.client.askedOf("join")).toEqual(["join #gardening"]);
		expect(chat.state.current).toBe(place("#gardening"));
	});

	test("takes no answer that was meant for one that is closed", async () => {
		const chat = await liveChat();
		const late = Promise.withResolvers<readonly []>();
		chat.client.rooms = () => late.promise;
		chat.press("ctrl+k", "escape");
		const second = Promise.withResolvers<readonly RoomSummary[]>();
		chat.client.rooms = () => second.promise;
		chat.press("ctrl+k");
		late.resolve([]);
		await settled();
		expect(switcher(chat).waiting).toBe(1);
		second.resolve(chat.client.elsewhere);
		await settled();
		expect(switcher(chat).waiting).toBe(0);
		chat.type("#gard");
		expect(found(chat)).toEqual(["[#gardening]"]);
	});

	test("takes the beginning of a pasted page, and the window goes on", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.controller.onInput({ type: "paste", text: "page 😀\n".repeat(20_000) });
		expect(switcher(chat).line.text.length).toBeLessThanOrEqual(200);
		expect(switcherLines(chat.state, switcher(chat)).map(undress)[1]).toContain("😀 page");
	});

	test("is what /list shows the rooms in", async () => {
		const chat = await liveChat();
		chat.say("/list gar");
		await settled();
		expect(switcher(chat).line.text).toBe("#gar");
		expect(found(chat)).toEqual(["[#gardening]"]);
	});

	test("keeps what one has chosen while rooms come in", async () => {
		const chat = await liveChat();
		chat.client.elsewhere = [joinedRoom("#e"), joinedRoom("#ee")];
		chat.press("ctrl+k");
		chat.type("#e");
		chat.press("down");
		expect(found(chat)).toEqual(["#deploys", "[#general]"]);
		await settled();
		expect(found(chat)).toEqual(["#e", "#ee", "#deploys", "[#general]"]);
	});

	test("runs a command, or begins it in the line when it needs more than its name", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.type("/names");
		chat.press("enter");
		await settled();
		expect(chat.rows.join()).toContain("here");
		chat.press("ctrl+k");
		chat.type("/msg");
		chat.press("enter");
		await settled();
		expect(chat.typed).toBe("/msg ");
		chat.press("alt+j");
		chat.type("/join");
		chat.press("enter");
		await settled();
		expect(chat.typed).toBe("/msg ");
		expect(chat.state.hint).toBe("When the line is empty: /join #room");
	});

	test("connects to a server of the configuration, and goes to one of the window", async () => {
		const chat = await liveChat();
		chat.connector.named.set("work", { host: "work.example.org", port: 7420 });
		chat.press("ctrl+k");
		chat.type("work");
		expect(found(chat, 1)).toEqual(["[work]"]);
		chat.press("enter");
		chat.connector.last.goLive("ann", "#general");
		await settled();
		chat.press("alt+2", "ctrl+k");
		chat.type("gnwork");
		expect(found(chat, 1)).toEqual(["[#general (work)]"]);
		chat.press("ctrl+u");
		chat.type("work");
		chat.press("enter");
		expect(chat.state.servers).toHaveLength(2);
	});

	test("goes round its list by arrows, Ctrl+N and Ctrl+P, and Tab", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.type("#");
		await settled();
		const places = () => switcher(chat).chosen;
		chat.press("up");
		expect(places()).toBe(3);
		chat.press("down", "ctrl+n", "tab");
		expect(places()).toBe(2);
		chat.press("ctrl+p", "shift+tab");
		expect(places()).toBe(0);
		chat.press("pagedown");
		expect(places()).toBe(3);
		chat.press("pageup");
		expect(places()).toBe(0);
	});

	test("says so when nothing is called that, and Enter does nothing", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.type("zzzzzz");
		expect(found(chat)).toEqual([]);
		expect(switcherLines(chat.state, switcher(chat)).join()).toContain("Nothing is called that");
		chat.press("enter", "down", "pagedown");
		expect(chat.state.layer.type).toBe("switcher");
		chat.press("ctrl+u");
		expect(found(chat, 1)).toEqual(["[#deploys]"]);
	});

	test("takes a paste as one line, and tells nobody that one types", async () => {
		const chat = await liveChat();
		chat.press("ctrl+k");
		chat.controller.onInput({ type: "paste", text: "op\ns" });
		expect(switcher(chat).line.text).toBe("op s");
		chat.press("backspace", "backspace");
		expect(switcher(chat).line.text).toBe("op");
		expect(chat.client.askedOf("typing")).toEqual([]);
	});

	test("says why somebody cannot be talked to", async () => {
		const chat = await liveChat();
		chat.client.failures.set("openDirect", new Error("bob talks to nobody."));
		chat.press("ctrl+k");
		chat.type("@bob");
		chat.press("enter");
		await settled();
		expect(chat.rows.join()).toContain("bob talks to nobody.");
	});
});
