import { seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toggleExpanded } from "../state/expand.ts";
import { home, placeOf, roomIn } from "../state/place.ts";
import { logOf } from "../state/state.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import { Chat } from "../testing/chat.ts";
import { event, events, joinedRoom, noon, person, place, post } from "../testing/samples.ts";
import { columnsOf, isClean, partsOf, undress } from "../testing/screen-rows.ts";
import { composerRows } from "../view/composer-rows.ts";
import { paneLines } from "../view/pane.ts";

const chords = [
	..."enter tab shift+tab escape up down left right home end backspace delete alt+enter pageup".split(
		" ",
	),
	..."pagedown alt+pageup alt+pagedown alt+home alt+end ctrl+n ctrl+p alt+/ alt+a alt+1 alt+2".split(
		" ",
	),
	..."alt+j alt+g alt+3 alt+q alt+i".split(" "),
	..."ctrl+r ctrl+s ctrl+g ctrl+x alt+t alt+\\ alt+. alt+< alt+>".split(" "),
	..."ctrl+up ctrl+down alt+k alt+l alt+u alt+n alt+p".split(" "),
	..."alt+0 ctrl+c ctrl+l f1 f7 f8 ctrl+k ctrl+u ctrl+w ctrl+y alt+y ctrl+t ctrl+_ alt+_ alt+b".split(
		" ",
	),
];

type Step = (chat: Chat) => void;

const anyRoom = fc
	.constantFrom("#general", "#ops", "@0123456789")
	.map((name) => roomIn(place(name)));
const anyone = fc.constantFrom("bob", "eve", "ann").map((name) => person(name).account);

/** What happens in a room besides plain messages. */
const anyEvent: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.oneof(
	fc.constantFrom({ type: "join" }, { type: "part" }, { type: "reaction" }),
	fc.integer({ min: 1, max: 500 }).map((replyTo) => ({ text: "yes", replyTo })),
	fc.integer({ min: -3, max: 3 }).map((days) => ({ at: noon + days * 24 * 3_600_000 })),
	hostileText.map((text) => ({ text: `${text}\n`.repeat(40) })),
	hostileText.map((text) => ({ text: `https://example.org/${text}` })),
);

const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom(...chords).map(
			(key): Step =>
				(chat) =>
					chat.press(key),
		),
	},
	{
		weight: 2,
		arbitrary: hostileText.map(
			(text): Step =>
				(chat) =>
					chat.type(text),
		),
	},
	fc.constantFrom("/connect work", "/disconnect", "/servers", "/fav", "/mute", "/move 2").map(
		(text): Step =>
			(chat) => {
				chat.say(text);
				chat.connector.clients.at(-1)?.goLive("ann", "#general", "#ops");
			},
	),
	fc
		.constantFrom(
			"/join #x",
			"/part",
			"/msg bob hi",
			"/me",
			"/topic",
			"/names",
			"/nope",
			"/clear",
			"/copy 3",
			"??",
			" /me",
			"/",
			":sm",
		)
		.map(
			(text): Step =>
				(chat) =>
					chat.say(text),
		),
	hostileText.map(
		(text): Step =>
			(chat) =>
				chat.controller.onInput({ type: "paste", text }),
	),
	fc.constantFrom("kkj", "gG", "y", "Y", "o1", "oq", "k?").map(
		(text): Step =>
			(chat) => {
				chat.press("ctrl+up");
				chat.type(text);
			},
	),
	fc
		.record({
			action: fc.constantFrom("press", "wheel", "release", "move"),
			button: fc.constantFrom("left", "up", "down", "none"),
			column: fc.nat({ max: 220 }),
			row: fc.nat({ max: 70 }),
		})
		.map(
			(mouse): Step =>
				(chat) => {
					const held = { ctrl: false, alt: false, shift: false };
					chat.controller.onInput({ type: "mouse", ...held, ...mouse });
				},
		),
	anySize.map(
		({ columns, rows }): Step =>
			(chat) =>
				chat.controller.onResize(columns, rows),
	),
	fc.nat({ max: 20_000 }).map(
		(ms): Step =>
			(chat) => {
				chat.nowMs += ms;
				chat.controller.onTick();
			},
	),
	{
		weight: 4,
		arbitrary: fc.tuple(anyRoom, anyone, hostileText).map(
			([room, by, text]): Step =>
				(chat) => {
					const next = logOf(chat.state, placeOf(home, room)).lastSeq + 1;
					chat.client.tell({
						type: "event",
						event: event(next, { room, by, text }),
						mine: by === "ann",
					});
				},
		),
	},
	fc.tuple(anyRoom, anyone, anyEvent).map(
		([room, by, details]): Step =>
			(chat) => {
				const next = logOf(chat.state, placeOf(home, room)).lastSeq + 1;
				const happened = event(next, { room, by, ...details });
				chat.client.tell({ type: "event", event: happened, mine: by === "ann" });
			},
	),
	fc.nat({ max: 60 }).map(
		(row): Step =>
			({ state, desk, look }) => {
				const item = paneLines(logOf(state, state.current), look.windowOf(state))[row]?.item ?? "";
				desk.change((now) => toggleExpanded(now, now.current, item));
			},
	),
	fc.tuple(anyRoom, fc.integer({ min: 1, max: 400 })).map(
		([room, skipped]): Step =>
			(chat) => {
				const from = seq.parse(logOf(chat.state, placeOf(home, room)).lastSeq + skipped);
				chat.client.tell({ type: "reset", room, from });
			},
	),
	fc.constant<Step>((chat) => chat.client.tell({ type: "epoch", epoch: "other" })),
	fc.tuple(anyRoom, anyone, hostileText).map(
		([room, account, name]): Step =>
			(chat) => {
				const state = name.length % 2 === 0 ? "online" : "offline";
				chat.client.tell({ type: "presence", room, account, name, state });
				chat.client.tell({ type: "typing", room, account, on: state === "online" });
			},
	),
	hostileText.map(
		(topic): Step =>
			(chat) => {
				const direct = joinedRoom("@0123456789", ["ann", "bob"]);
				const rooms = [joinedRoom("#general", undefined, topic), joinedRoom("#ops"), direct];
				chat.client.tell({ type: "rooms", rooms });
			},
	),
	hostileText.map(
		(reason): Step =>
			(chat) => {
				chat.client.tell({ type: "post", state: "refused", entry: post(reason, reason) });
			},
	),
	hostileText.map(
		(problem): Step =>
			(chat) => {
				const status = { state: "waiting", retryAtMs: noon, problem, attempt: 1 } as const;
				chat.client.tell({ type: "status", status });
			},
	),
	fc.constant<Step>((chat) => chat.client.tell({ type: "status", status: { state: "live" } })),
	hostileText.map(
		(name): Step =>
			(chat) => {
				chat.client.tell({ type: "me", me: { ...person("ann", name), role: "guest" } });
			},
	),
);

function checkScreen({ state, look }: Chat): void {
	for (const { name, rows, width } of partsOf(state, look))
		for (const row of rows) {
			expect(columnsOf(row), `${name}: ${JSON.stringify(row)}`).toBeLessThanOrEqual(width);
			if (name !== "composer") expect(isClean(row), `${name}: ${JSON.stringify(row)}`).toBe(true);
		}
	const { layout } = look.windowOf(state);
	const { rows, cursor } = composerRows(state, layout.composerRows, look.style);
	expect(rows).toHaveLength(layout.composerRows);
	expect(cursor.x).toBeGreaterThanOrEqual(0);
	expect(cursor.x).toBeLessThan(state.columns);
	expect(cursor.y).toBeGreaterThanOrEqual(0);
	expect(cursor.y).toBeLessThan(layout.composerRows);
	for (const row of rows) expect(undress(row)).not.toMatch(/\p{Cc}/u);
}

test("whatever is pressed and told, nothing throws, every row fits and the cursor stays where one types", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(steps, { maxLength: 40 }), anySize, async (taken, size) => {
			const chat = new Chat(size);
			chat.client.people = [person("bob"), person("eve", "Eve")];
			chat.client.goLive("ann", "#general", "#ops");
			chat.client.log = events(1, 300);
			for (const step of taken) {
				step(chat);
				checkScreen(chat);
				// A page of history may come.
				await Promise.resolve();
			}
			await Promise.resolve();
			checkScreen(chat);
		}),
		{ numRuns: 150 },
	);
}, 60_000);
