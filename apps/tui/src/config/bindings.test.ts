import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBindings } from "./bindings.ts";

const actions = [
	{ name: "submit", keys: ["enter"], help: "send" },
	{ name: "interrupt", keys: ["ctrl+c"], help: "leave" },
	{ name: "help", keys: ["f1"], help: "this help" },
	{ name: "next-unread", keys: ["alt+a"], help: "next room with something unread" },
	{ name: "rooms", keys: ["f7", "alt+shift+b"], help: "list of rooms" },
	{ name: "members", keys: ["f8"], help: "list of people" },
	{ name: "kill-line", keys: ["ctrl+k"], help: "cut to the end of the line" },
	{ name: "edit-outside", keys: ["ctrl+x ctrl+e"], help: "edit in $EDITOR" },
];
const usual = {
	enter: "submit",
	"ctrl+c": "interrupt",
	f1: "help",
	"alt+a": "next-unread",
	f7: "rooms",
	"alt+shift+b": "rooms",
	f8: "members",
	"ctrl+k": "kill-line",
	"ctrl+x ctrl+e": "edit-outside",
};

/** What keys do after these lines, and what is told of them. */
function bound(...lines: readonly (readonly [chord: string, action: string])[]) {
	const entries = lines.map(([chord, action], index) => ({
		file: "config.toml",
		line: index + 1,
		chord,
		action,
	}));
	const { bindings, problems } = readBindings(entries, actions);
	return {
		keys: Object.fromEntries([...bindings].map(([chord, { name }]) => [chord, name])),
		problems: problems.map(({ line, what }) => `${line}: ${what}`),
	};
}

describe("keys", () => {
	test("are the usual ones without a line about them", () => {
		expect(bound()).toEqual({ keys: usual, problems: [] });
	});

	test("are bound in addition to those that an action has", () => {
		const { keys, problems } = bound(["F5", "next-unread"], ["C-q C-r", "rooms"]);
		expect(problems).toEqual([]);
		expect(keys).toEqual({ ...usual, f5: "next-unread", "ctrl+q ctrl+r": "rooms" });
	});

	test("are taken from one action by another, or by none", () => {
		const { "alt+a": _taken, ...left } = usual;
		expect(bound(["ctrl+k", "rooms"], ["Alt+A", "none"])).toEqual({
			keys: { ...left, "ctrl+k": "rooms" },
			problems: [],
		});
	});

	test("of a word that is no action stay as they are, and the nearest action is told", () => {
		expect(bound(["alt+a", "nxt-unread"], ["f7", "nothing"], ["f9", "qwertz"])).toEqual({
			keys: usual,
			problems: [
				'1: there is no action "nxt-unread"; did you mean "next-unread"?',
				'2: there is no action "nothing"',
				'3: there is no action "qwertz"',
			],
		});
	});

	test("are told with the file and the section they are in", () => {
		const entry = { file: "mine.toml", line: 7, chord: "f5", action: "hlep" };
		const what = 'there is no action "hlep"; did you mean "help"?';
		expect(readBindings([entry], actions).problems).toEqual([
			{ file: "mine.toml", line: 7, setting: "keys", what },
		]);
	});

	test("that are no keys are told", () => {
		expect(bound(["ctrl+pgup", "help"], ["x", "help"])).toEqual({
			keys: usual,
			problems: [
				'1: there is no key "pgup"; did you mean "pageup"?',
				'2: "x" types a character; put "ctrl+" or "alt+" before it',
			],
		});
	});

	test("bound twice by two spellings do what the first line says", () => {
		expect(bound(["C-a", "help"], ["Ctrl+A", "rooms"])).toEqual({
			keys: { ...usual, "ctrl+a": "help" },
			problems: ['2: "ctrl+a" is bound in line 1 already'],
		});
	});

	test("that begin a chord of two cannot do something themselves", () => {
		expect(bound(["ctrl+x", "help"]).problems).toEqual([
			'1: "ctrl+x" begins "ctrl+x ctrl+e", so it cannot be bound itself; bind "ctrl+x ctrl+e" to "none" first',
		]);
		expect(bound(["ctrl+k ctrl+b", "help"])).toEqual({
			keys: usual,
			problems: [
				'1: "ctrl+k" is bound to "kill-line", so it cannot begin "ctrl+k ctrl+b"; bind it to "none" first',
			],
		});
		expect(bound(["ctrl+q", "help"], ["ctrl+q ctrl+b", "rooms"]).problems).toEqual([
			'2: "ctrl+q" is bound to "help", so it cannot begin "ctrl+q ctrl+b"; bind it to "none" first',
		]);
	});

	test("that begin a chord of two are free when that is bound to nothing, in whichever order", () => {
		for (const lines of [
			[
				["ctrl+x", "help"],
				["ctrl+x ctrl+e", "none"],
			] as const,
			[
				["ctrl+x ctrl+e", "none"],
				["ctrl+x", "help"],
			] as const,
		])
			expect(bound(...lines)).toMatchObject({ keys: { "ctrl+x": "help" }, problems: [] });
		expect(bound(["ctrl+k", "none"], ["ctrl+k ctrl+b", "help"]).problems).toEqual([]);
	});

	test("to send, to leave and to be helped cannot all be taken away", () => {
		expect(bound(["enter", "none"], ["f1", "rooms"], ["ctrl+c", "none"])).toEqual({
			keys: usual,
			problems: [
				'1: this takes the last key from "submit" (send); bind another key to it',
				'2: this takes the last key from "help" (this help); bind another key to it',
				'3: this takes the last key from "interrupt" (leave); bind another key to it',
			],
		});
	});

	test("to send may be others than the usual one", () => {
		const { keys, problems } = bound(["enter", "none"], ["ctrl+o", "submit"]);
		expect(problems).toEqual([]);
		expect(keys).not.toHaveProperty("enter");
		expect(keys).toHaveProperty("ctrl+o", "submit");
	});

	test("that are to replace a needed one but cannot leave it where it was", () => {
		const { keys, problems } = bound(["enter", "none"], ["ctrl+x", "submit"]);
		expect(keys).toEqual(usual);
		expect(problems).toHaveLength(2);
	});

	test("of any lines at all let one send, leave and be helped, and no key begin another", () => {
		const chords = [
			"enter",
			"ctrl+c",
			"f1",
			"ctrl+x",
			"ctrl+x ctrl+e",
			"ctrl+k",
			"ctrl+k f1",
			"enter f1",
			"C-k",
		];
		const names = [...actions.map(({ name }) => name), "none", "nonsense"];
		const line = fc.tuple(fc.constantFrom(...chords), fc.constantFrom(...names));
		fc.assert(
			fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
				const { keys } = bound(...lines);
				expect(Object.values(keys)).toEqual(
					expect.arrayContaining(["submit", "interrupt", "help"]),
				);
				for (const chord of Object.keys(keys)) {
					const [first = "", second] = chord.split(" ");
					if (second !== undefined) expect(keys).not.toHaveProperty([first]);
				}
			}),
		);
	});
});
