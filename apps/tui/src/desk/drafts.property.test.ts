import fc from "fast-check";
import { expect, test } from "vitest";
import { anySize } from "../testing/arbitrary.ts";
import { Chat } from "../testing/chat.ts";
import { event, general, noon, place } from "../testing/samples.ts";

const ops = place("#ops");

/** What a person has typed and not sent, by the room it was typed in. */
type Typed = Record<string, string>;

type Step = (chat: Chat, typed: Typed) => void;

/** What may happen while one types, and what of it is to be in the line then. */
const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.string({ unit: fc.constantFrom(..."ab 語é"), minLength: 1, maxLength: 8 }).map(
			(text): Step =>
				(chat, typed) => {
					chat.press("ctrl+e");
					chat.type(text);
					const room = chat.state.current;
					typed[room] = (typed[room] ?? "") + text;
				},
		),
	},
	fc.constantFrom(general, ops).map(
		(room): Step =>
			(chat) =>
				chat.desk.open(room),
	),
	// Each of these gives the line back as it was.
	fc
		.constantFrom(
			["ctrl+r", "escape"],
			["up", "down"],
			["alt+<", "alt+>"],
			["ctrl+r", "ctrl+r", "ctrl+s", "ctrl+g"],
			["f7", "escape"],
			["f1", "escape"],
			["ctrl+x", "ctrl+g"],
			["pageup", "escape"],
			["ctrl+e", "ctrl+u", "ctrl+_"],
			["left", "right", "ctrl+a", "ctrl+k", "ctrl+y"],
			["ctrl+l", "alt+b", "alt+f"],
		)
		.map(
			(keys): Step =>
				(chat) => {
					if (chat.typed !== "") chat.press(...keys);
				},
		),
	anySize.map(
		({ columns, rows }): Step =>
			(chat) =>
				chat.controller.onResize(columns, rows),
	),
	fc.constantFrom("waiting", "live", "closed").map(
		(state): Step =>
			(chat) => {
				const problem = "The server is not there.";
				const status =
					state === "waiting"
						? ({ state, retryAtMs: noon, problem, attempt: 1 } as const)
						: state === "closed"
							? ({ state, problem } as const)
							: ({ state } as const);
				chat.client.tell({ type: "status", status });
				chat.controller.onTick();
			},
	),
	fc.nat({ max: 50 }).map(
		(seq): Step =>
			(chat) =>
				chat.client.tell({ type: "event", event: event(seq + 1), mine: false }),
	),
	fc.constant<Step>((chat) => chat.client.tell({ type: "epoch", epoch: "other" })),
);

test("whatever happens meanwhile, what is typed stays in its room, and on disk at the end", () => {
	fc.assert(
		fc.property(fc.array(steps, { maxLength: 40 }), fc.boolean(), (taken, looksBack) => {
			const chat = new Chat();
			chat.client.goLive("ann", "#general", "#ops");
			for (const sent of ["one", "ab"]) chat.say(sent);
			const typed: Typed = {};
			for (const step of taken) {
				step(chat, typed);
				expect(chat.typed).toBe(typed[chat.state.current] ?? "");
			}
			// What is put aside for a line sent before is still what is typed.
			if (looksBack && chat.typed.trim() !== "") chat.press("alt+<");
			chat.controller.close();
			const kept = chat.client.notes("draft:");
			for (const room of [general, ops])
				expect(kept.get(`draft:${room}`) ?? "").toBe(typed[room] ?? "");
		}),
		{ numRuns: 200 },
	);
});
