import type { ConnectionStatus } from "@partyline/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { logOf } from "../state/state.ts";
import { anySize } from "../testing/arbitrary.ts";
import { Chat } from "../testing/chat.ts";
import {
	event,
	events,
	general,
	generalRoom,
	joinedRoom,
	noon,
	person,
	place,
	post,
} from "../testing/samples.ts";
import { partsOf, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createLook } from "./window.ts";

const long =
	"something that is longer than the columns it has, whatever they are, so that it is cut. ";

const keys = (
	"f1 f7 f8 tab escape enter ctrl+r ctrl+x alt+j alt+m ctrl+up pageup alt+home ctrl+c up down " +
	"backspace ctrl+l alt+i alt+2 ctrl+n"
).split(" ");

const statuses: readonly ConnectionStatus[] = [
	{ state: "idle" },
	{ state: "connecting", attempt: 1 },
	{ state: "hello" },
	{ state: "login" },
	{ state: "syncing" },
	{ state: "live", roundTripMs: 12 },
	{ state: "closed", problem: long },
	{ state: "waiting", retryAtMs: noon, problem: long, attempt: 1 },
];

type Step = (chat: Chat) => void;

const step = fc.oneof(
	fc.constantFrom(...keys).map(
		(key): Step =>
			(chat) =>
				chat.press(key),
	),
	fc.constantFrom("/", "/jo", "/theme ", long, "a", "k", "nothing has these").map(
		(text): Step =>
			(chat) =>
				chat.type(text),
	),
	fc.constantFrom("/pane #ops", "/keys", "/names", "/lag", "/clear", "/nope").map(
		(text): Step =>
			(chat) =>
				chat.say(text),
	),
	fc.constantFrom(...statuses).map(
		(status): Step =>
			(chat) =>
				chat.client.tell({ type: "status", status }),
	),
	fc.constantFrom("#general", "#ops").map(
		(room): Step =>
			(chat) => {
				const seq = logOf(chat.state, place(room)).lastSeq + 1;
				const told = event(seq, { room, text: `ann: ${long.repeat(20)}`, replyTo: 1 });
				chat.client.tell({ type: "event", event: told, mine: false });
			},
	),
	fc.constant<Step>((chat) => {
		const { account } = person("bob");
		chat.client.tell({ type: "typing", on: true, account, room: generalRoom });
	}),
	fc.constant<Step>((chat) =>
		chat.client.tell({ type: "post", state: "refused", entry: post(long, long) }),
	),
	fc.constant<Step>((chat) => chat.desk.change((state) => ({ ...state, hint: long, tip: long }))),
	anySize.map(
		({ columns, rows }): Step =>
			(chat) =>
				chat.controller.onResize(columns, rows),
	),
);

test("a terminal of few signs is shown none but ASCII, unless somebody typed another", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), anySize, async (steps, size) => {
			const chat = new Chat(size);
			// Letters stay as they are, so that what is not ASCII is seen to come from us.
			chat.desk.change((state) => ({ ...state, look: createLook({ signs: createSigns(true) }) }));
			chat.client.people = [person("bob"), person("eve", long.slice(0, 60))];
			chat.client.goLive("ann", "#general", "#ops");
			const topic = joinedRoom("#general", undefined, long);
			chat.client.tell({ type: "rooms", rooms: [topic, joinedRoom("#ops")] });
			chat.client.tell({ type: "me", me: { ...person("ann", long), role: "guest" } });
			for (const one of events(1, 5)) chat.client.tell({ type: "event", event: one, mine: false });
			expect(logOf(chat.state, general).items.length).toBeGreaterThan(0);
			for (const take of [() => {}, ...steps]) {
				take(chat);
				for (const { name, rows } of partsOf(chat.state, chat.look))
					for (const row of rows) expect(undress(row), name).toMatch(/^[ -~]*$/);
				await Promise.resolve();
			}
		}),
		{ numRuns: 100 },
	);
}, 60_000);
