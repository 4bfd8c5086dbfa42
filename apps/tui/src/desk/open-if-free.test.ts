import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { general, joinedRoom, person, place } from "../testing/samples.ts";

async function liveChat(): Promise<Chat> {
	const chat = new Chat();
	chat.client.elsewhere = [joinedRoom("#gardening")];
	chat.client.people = [person("ann"), person("bob")];
	chat.client.goLive("ann", "#general", "#ops");
	await settled();
	return chat;
}

/** Everything that was promised has come. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** Finds something in the switcher. */
async function find(chat: Chat, letters: string): Promise<void> {
	chat.press("alt+j");
	await settled();
	chat.type(letters);
}

/** What Enter asks the server for, and the room that it comes to. */
const asks: readonly (readonly [string, (chat: Chat) => void | Promise<void>, string])[] = [
	["/join", (chat) => chat.type("/join #new"), "#new"],
	["/msg", (chat) => chat.type("/msg bob"), "@0123456789"],
	["a person of the switcher", (chat) => find(chat, "@bob"), "@0123456789"],
	["a room to join of the switcher", (chat) => find(chat, "gard"), "#gardening"],
];

test.each(asks)("a slow answer to %s takes nobody away in mid-sentence", async (_, type, room) => {
	const chat = await liveChat();
	await type(chat);
	chat.press("enter");
	chat.type("half a sen");
	await settled();
	chat.type("tence");
	expect(chat.state.current).toBe(general);
	expect(chat.typed).toBe("half a sentence");
	const [, key = ""] = /is open; (Alt\+.) or Alt\+J goes there\./.exec(chat.rows.join(" ")) ?? [];
	chat.press(key.toLowerCase());
	expect(chat.state.current).toBe(place(room));
});

test.each(asks)(
	"the answer to %s goes there when nothing else was begun",
	async (_, type, room) => {
		const chat = await liveChat();
		await type(chat);
		chat.press("enter");
		await settled();
		expect(chat.state.current).toBe(place(room));
		expect(chat.rows.join(" ")).not.toContain("is open");
	},
);

test("a line that waits in this room keeps nobody from a room of the switcher", async () => {
	const chat = await liveChat();
	chat.type("half a sentence");
	await find(chat, "gard");
	chat.press("enter");
	await settled();
	expect(chat.state.current).toBe(place("#gardening"));
});

test("whoever has gone to another room meanwhile stays there, and the message is sent all the same", async () => {
	const chat = await liveChat();
	chat.say("/msg bob hello");
	chat.press("alt+2");
	await settled();
	expect(chat.state.current).toBe(place("#ops"));
	expect(chat.client.askedOf("post")).toEqual(["post @0123456789 hello"]);
});
