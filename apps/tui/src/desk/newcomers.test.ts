import { accountName } from "@partyline/shared/protocol/ids";
import type { Role } from "@partyline/shared/protocol/shapes";
import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { event, general, generalRoom, joinedRoom, person } from "../testing/samples.ts";

async function settle(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Ann, who is that on the server, alone in a room. */
async function alone(role: Role): Promise<Chat> {
	const chat = new Chat({ columns: 120 });
	chat.client.people = [{ ...person("ann"), role }];
	chat.client.tell({ type: "me", me: { account: accountName.parse("ann"), name: "ann", role } });
	chat.client.tell({ type: "rooms", rooms: [joinedRoom("#general")] });
	chat.client.tell({ type: "status", status: { state: "live" } });
	await settle();
	return chat;
}

/** A guest comes, and says something. */
async function comes(chat: Chat, name: string, seq: number): Promise<void> {
	chat.client.people = [...chat.client.people, person(name)];
	const joined = event(seq, { type: "join", by: name });
	chat.client.tell({ type: "event", event: joined, mine: false });
	const message = event(seq + 1, { by: name, text: `hello from ${name}` });
	chat.client.tell({ type: "event", event: message, mine: false });
	await settle();
}

test("a guest who comes while one is there is marked, in the list and before what they said", async () => {
	const chat = await alone("member");
	await comes(chat, "gu", 1);
	expect(chat.state.members.get(general)?.get(accountName.parse("gu"))?.role).toBe("guest");
	expect(chat.rows.join("\n")).toMatch(/gu° +hello from gu/);
});

test("so is one of whom only their presence is told", async () => {
	const chat = await alone("member");
	const gu = person("gu");
	chat.client.people = [...chat.client.people, gu];
	chat.client.tell({ type: "presence", room: generalRoom, ...gu });
	await settle();
	expect(chat.state.members.get(general)?.get(gu.account)?.role).toBe("guest");
});

test("many who come at once cost one list, and the last of them is marked with a tick", async () => {
	const chat = await alone("member");
	const asked = chat.client.askedOf("members").length;
	await comes(chat, "gu", 1);
	for (let guest = 0; guest < 9; guest++) await comes(chat, `guest${guest}`, 3 + 2 * guest);
	expect(chat.client.askedOf("members").length - asked).toBe(1);
	chat.nowMs += 1_000;
	chat.controller.onTick();
	await settle();
	expect(chat.client.askedOf("members").length - asked).toBe(2);
	expect(chat.rows.join("\n")).toMatch(/guest8° +hello from guest8/);
	chat.nowMs += 60_000;
	chat.controller.onTick();
	await settle();
	expect(chat.client.askedOf("members").length - asked).toBe(2);
});

test("a guest, who sees no marks, asks for no list", async () => {
	const chat = await alone("guest");
	const asked = chat.client.askedOf("members").length;
	await comes(chat, "gu", 1);
	expect(chat.client.askedOf("members").length - asked).toBe(0);
});
