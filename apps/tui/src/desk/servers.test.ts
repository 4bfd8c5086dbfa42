import type { ConnectionStatus } from "@partyline/client";
import { describe, expect, test } from "vitest";
import { home, placeOf, serverId } from "../state/place.ts";
import { logOf } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import type { FakeClient } from "../testing/fake-client.ts";
import { event, joinedRoom, noon, post } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { askLines } from "../view/ask-lines.ts";
import { roomLines } from "../view/lists.ts";
import { statusLine } from "../view/status-line.ts";

const work = serverId("work");
const away = {
	state: "waiting",
	retryAtMs: noon + 4_000,
	problem: "Nothing is listening on work.",
	attempt: 1,
} as const;

/** A chat that is connected to its first server, and knows one more by name. */
function liveChat(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	chat.connector.named.set("work", { host: "work.example.org", port: 7420 });
	return chat;
}

/** A chat with two servers, both connected; in the first one's `#general`. */
async function twoServers(): Promise<{ chat: Chat; there: FakeClient }> {
	const chat = liveChat();
	chat.say("/connect work");
	const there = chat.connector.last;
	chat.type("x");
	there.goLive("ann", "#general");
	await settled();
	chat.press("ctrl+u");
	return { chat, there };
}

/** Everything that was promised has come. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function listed({ state }: Chat): string[] {
	return roomLines(state, { width: 20, height: 8, style: state.look.style })
		.map((row) => undress(row).trim())
		.filter((row) => row !== "");
}

describe("/connect", () => {
	test("takes a server of the configuration into the list, and goes there when it is connected", async () => {
		const chat = liveChat();
		chat.say("/connect work");
		expect(listed(chat)).toEqual(["● the server", "1 #general", "2 #ops", "○ work connecting"]);
		expect(chat.connector.last.askedOf("start")).toHaveLength(1);
		chat.connector.last.goLive("ann", "#dev");
		await settled();
		expect(listed(chat)).toEqual(["● the server", "1 #general", "2 #ops", "● work", "3 #dev"]);
		expect(chat.state.current).toBe(placeOf(work, "#dev"));
		expect(chat.rows.join()).toContain("Connected to work.");
	});

	test("takes nobody away from what they have begun meanwhile", async () => {
		const { chat } = await twoServers();
		expect(chat.state.current).toBe(placeOf(home, "#general"));
	});

	test("says why there is no connection yet, and that it is tried again", async () => {
		const chat = liveChat();
		chat.say("/connect work");
		chat.connector.last.tell({ type: "status", status: away });
		await settled();
		expect(chat.rows.join(" ")).toContain(
			"work: Nothing is listening on work. It is tried again; /disconnect work ends",
		);
		expect(listed(chat)).toContain("○ work no answer");
	});

	test.each([
		["", "Type /connect SERVER [as NAME]"],
		["one two", "Type /connect SERVER [as NAME]"],
		["host:99999", "The port must be 1 to 65535, not 99999."],
		["a:b:c:d/e", "This is no address of a server; it is HOST, HOST:PORT or partyline://HOST."],
		["host as !!", "name"],
		["##", "This is no address of a server;"],
	])("answers %j with a sentence", async (argument, sentence) => {
		const chat = liveChat();
		chat.say(`/connect ${argument}`);
		await settled();
		expect(chat.rows.join(" ")).toContain(sentence);
		expect(chat.connector.clients).toEqual([]);
		expect(chat.state.servers).toHaveLength(1);
	});

	test("has each server once, but for somebody else's account there", async () => {
		const { chat } = await twoServers();
		chat.say("/connect work.example.org");
		await settled();
		expect(chat.rows.join(" ")).toContain("work.example.org is in this window already, as work.");
		chat.press("ctrl+u");
		chat.say("/connect work");
		await settled();
		expect(chat.connector.clients).toHaveLength(1);
		chat.press("ctrl+u");
		chat.say("/connect work as bob");
		expect(chat.connector.clients).toHaveLength(2);
		const labels = () => chat.state.servers.map(({ label }) => label);
		expect(labels()).toEqual(["the server", "work", "bob@work"]);
		// Two names that come to one are not told apart by anything that is kept by them.
		chat.say("/connect bobwork");
		await settled();
		expect(chat.rows.join(" ")).toContain("bobwork is in this window already.");
		expect(labels()).toHaveLength(3);
	});
});

/** The question that is open. */
function asked({ state }: Chat): string {
	const { layer } = state;
	return layer.type === "ask" ? askLines(state, layer).rows.map(undress).join(" ") : "";
}

describe("a server that does not let one in at once", () => {
	const fingerprint = `SHA256:${"A".repeat(42)}E`;
	const unknown = {
		state: "closed",
		code: "unknown_server",
		fingerprint,
		problem: "work.example.org is not known here yet.",
	} as const;

	/** A chat that asked for one more server, which ended like this. */
	async function refused(status: ConnectionStatus): Promise<{ chat: Chat; there: FakeClient }> {
		const chat = liveChat();
		chat.say("/connect work");
		const there = chat.connector.last;
		there.tell({ type: "status", status });
		await settled();
		return { chat, there };
	}

	test("is asked about by its key, and spoken to once that is the right one", async () => {
		const { chat, there } = await refused(unknown);
		expect(asked(chat)).toContain("Is this the key of work?");
		expect(asked(chat)).toContain(fingerprint);
		expect(chat.connector.accepted).toEqual([]);
		chat.say("yes");
		await settled();
		expect(chat.connector.accepted).toEqual([`work.example.org ${fingerprint}`]);
		expect(there.askedOf("retryNow")).toHaveLength(1);
		there.goLive("ann", "#dev");
		await settled();
		expect(chat.rows.join()).toContain("Connected to work.");
		expect(chat.state.current).toBe(placeOf(work, "#dev"));
	});

	test.each(["no", "", "y e s"])("is let be where %j is said of its key", async (answer) => {
		const { chat, there } = await refused(unknown);
		chat.say(answer);
		await settled();
		expect(chat.connector.accepted).toEqual([]);
		expect(there.askedOf("retryNow")).toEqual([]);
		expect(chat.rows.join(" ")).toContain("Nothing was sent to work; /disconnect work takes it");
	});

	test("is asked for once more by the same /connect", async () => {
		const { chat, there } = await refused(unknown);
		chat.press("escape");
		await settled();
		chat.say("/connect work");
		await settled();
		expect(there.askedOf("retryNow")).toHaveLength(1);
		expect(chat.connector.clients).toHaveLength(1);
	});

	test("is given the password that it wants, and again the right one", async () => {
		const wants = { state: "closed", code: "password_required", problem: "A password." } as const;
		const { chat, there } = await refused(wants);
		expect(asked(chat)).toContain("Sign in to work");
		chat.say("my secret words");
		await settled();
		expect(there.signIns).toEqual([{ password: "my secret words" }]);
		there.tell({ type: "status", status: { ...wants, code: "wrong_password", problem: "Wrong." } });
		await settled();
		expect(asked(chat)).toContain("Wrong.");
		chat.say("my other words");
		await settled();
		expect(there.signIns).toHaveLength(2);
		there.goLive("ann", "#dev");
		await settled();
		expect(chat.rows.join()).toContain("Connected to work.");
		expect(chat.rows.join()).not.toContain("secret");
	});

	test("says how to come back when it signed this device out, and asks nothing", async () => {
		const { chat } = await twoServers();
		const ended = { state: "closed", code: "device_ended", problem: "Signed out." } as const;
		chat.connector.last.tell({ type: "status", status: ended });
		await settled();
		expect(chat.state.layer.type).toBe("none");
		expect(chat.rows.join(" ")).toContain("/login signs this device in again.");
	});

	test("is told about and left alone where nobody can be asked", async () => {
		const chat = liveChat();
		chat.connector.accept = undefined;
		chat.say("/connect work");
		chat.connector.last.tell({ type: "status", status: unknown });
		await settled();
		expect(chat.state.layer.type).toBe("none");
	});
});

describe("two servers in one window", () => {
	test("have rooms of one name that are two rooms", async () => {
		const { chat, there } = await twoServers();
		there.tell({ type: "event", event: event(1, { text: "over there" }), mine: false });
		expect(chat.rows.join()).not.toContain("over there");
		expect(listed(chat)).toEqual([
			"● the server",
			"1 #general",
			"2 #ops",
			"● work",
			"3 #general         1",
		]);
		chat.say("for the first");
		chat.press("alt+a");
		expect(chat.rows.join()).toContain("over there");
		chat.say("for the second");
		expect(chat.client.askedOf("post")).toEqual(["post #general for the first"]);
		expect(there.askedOf("post")).toEqual(["post #general for the second"]);
	});

	test("are gone through room by room, over their headings", async () => {
		const { chat } = await twoServers();
		chat.press("ctrl+n", "ctrl+n");
		expect(chat.state.current).toBe(placeOf(work, "#general"));
		chat.press("alt+down");
		expect(chat.state.current).toBe(placeOf(home, "#general"));
		chat.press("alt+3");
		expect(chat.state.current).toBe(placeOf(work, "#general"));
	});

	test("do not disturb each other when one is away", async () => {
		const { chat, there } = await twoServers();
		there.tell({ type: "status", status: away });
		expect(listed(chat)).toContain("○ work no answer");
		expect(chat.state.current).toBe(placeOf(home, "#general"));
		chat.client.tell({ type: "event", event: event(1), mine: false });
		expect(chat.rows.join()).toContain("text 1");
		chat.press("alt+3");
		chat.say("kept for later");
		expect(there.askedOf("post")).toEqual(["post #general kept for later"]);
		there.tell({ type: "status", status: { state: "live" } });
		expect(listed(chat)).toContain("● work");
	});

	test("leave one on their side when the room on screen is left", async () => {
		const { chat, there } = await twoServers();
		chat.press("alt+3");
		there.tell({ type: "rooms", rooms: [joinedRoom("#dev")] });
		expect(chat.state.current).toBe(placeOf(work, "#dev"));
	});

	test("are named wherever a room of one could be taken for one of the other", async () => {
		const { chat, there } = await twoServers();
		there.tell({ type: "event", event: event(1, { text: "ann?" }), mine: false });
		expect(undress(statusLine(chat.state, 0))).toContain("[3 #general (work)!·1]");
		const entry = { ...post("the text", "You are not in it."), room: "#gone" };
		there.tell({ type: "post", state: "refused", entry });
		expect(chat.rows.join(" ")).toContain("Not sent to #gone (work): You are not in it.");
	});

	test("are told of by /servers, each in a line", async () => {
		const { chat, there } = await twoServers();
		there.tell({ type: "status", status: { state: "live", roundTripMs: 12.4 } });
		there.entries = [post("waits"), post("refused", "no")];
		there.lagging = { waiting: 1, commitMs: 3.2 };
		chat.client.tell({ type: "status", status: { ...away, retryAtMs: noon + 3_500 } });
		chat.say("/servers");
		await settled();
		const told = chat.rows.join(" ");
		expect(told).toContain("the server: no answer, next try in 4 s, as ann, 2 rooms");
		expect(told).toMatch(
			/work \(work.example.org\): connected 12 ms, as ann, 1 room, keeps a message\s+in 3 ms, 1 to be sent/,
		);
	});
});

describe("/disconnect", () => {
	test("takes a server out of the window and says what waits on disk", async () => {
		const { chat, there } = await twoServers();
		there.entries = [post("one"), post("two"), post("refused", "no")];
		chat.press("alt+3");
		chat.say("/disconnect");
		await settled();
		expect(there.askedOf("close")).toHaveLength(1);
		expect(listed(chat)).toEqual(["1 #general", "2 #ops"]);
		expect(chat.state.current).toBe(placeOf(home, "#general"));
		expect(chat.rows.join(" ")).toMatch(
			/Disconnected from work\. 2 messages wait on disk; they are sent when you\s+connect again\./,
		);
		there.tell({ type: "event", event: event(1), mine: false });
		expect(logOf(chat.state, placeOf(work, "#general")).items).toEqual([]);
		chat.say("/connect work");
		expect(chat.connector.clients).toHaveLength(2);
	});

	test("keeps what was typed in its rooms, to the last key, and is no draft itself", async () => {
		const { chat, there } = await twoServers();
		chat.press("alt+3");
		chat.type("/disconnect");
		await expect.poll(() => there.noted.get("draft:#general")).toBe("/disconnect");
		chat.press("enter");
		await settled();
		expect(there.noted.get("draft:#general")).toBeUndefined();
		const again = await twoServers();
		again.chat.press("alt+3");
		again.chat.type("half a tho");
		again.chat.press("alt+1");
		again.chat.say("/disconnect work");
		await settled();
		expect(again.there.noted.get("draft:#general")).toBe("half a tho");
	});

	test("stays when the disk refuses what was typed there", async () => {
		const { chat, there } = await twoServers();
		chat.press("alt+3");
		chat.type("half a tho");
		there.failures.set("note", new Error("The disk is full."));
		chat.press("alt+1");
		chat.say("/disconnect work");
		await settled();
		expect(chat.rows.join(" ")).toContain("The disk is full.");
		expect([chat.typed, listed(chat)]).toEqual([
			"/disconnect work",
			["● the server", "1 #general", "2 #ops", "● work", "3 #general         ✎"],
		]);
	});

	test("never takes the last one", async () => {
		const chat = liveChat();
		chat.say("/disconnect");
		await settled();
		expect(chat.rows.join(" ")).toContain("This is the only server of this window; /quit leaves.");
		expect(chat.client.askedOf("close")).toEqual([]);
		chat.press("ctrl+u");
		chat.say("/disconnect nowhere");
		await settled();
		expect(chat.rows.join(" ")).toContain("There is no server nowhere; /servers lists them.");
	});

	test("may take the first one, and one goes on with the other", async () => {
		const { chat, there } = await twoServers();
		chat.say("/disconnect the server");
		await settled();
		expect(chat.state.current).toBe(placeOf(work, "#general"));
		expect(listed(chat)).toEqual(["1 #general"]);
		chat.say("still here");
		expect(there.askedOf("post")).toEqual(["post #general still here"]);
		chat.controller.onTick();
	});
});
