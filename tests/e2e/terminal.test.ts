import { describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { numbersIn, postNumbered } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

const large = { columns: 160, rows: 50 };

test("a state folder that cannot be used is told in one line, on a terminal left alone", async () => {
	const machine = await Machine.create();
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--state", "/dev/null/x");
	const screen = machine.screen(chat, large);
	expect(await screen.exited).toBe(73);
	expect(screen.rows().filter((row) => row !== "")).toEqual([
		expect.stringMatching(/^partyline: Cannot use the state folder \/dev\/null\/x: /),
	]);
	expect(screen.state()).toMatchObject({ alternateScreen: false, bracketedPaste: false });
});

describe("a terminal whose window is gone", () => {
	test("ends the client, which leaves nothing running", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		const bob = await machine.connectedChat("bob");
		await bob.sees(/● connected/);
		await ann.end();
		await bob.sees(/ann left\b/);
	});
});

const windows = {
	"40x12": [40, 12],
	"80x24": [80, 24],
	"200x60": [200, 60],
} as const satisfies Record<string, [number, number]>;

describe("a change of the window's size", () => {
	/** Every row fits, none is shown twice, the last message is there, and what is typed is whole. */
	async function isWhole(screen: Screen, [columns, rows]: readonly [number, number]) {
		await screen.until(`a whole screen of ${columns}x${rows}`, (lines) => {
			const numbers = numbersIn(lines);
			const first = numbers[0] ?? 0;
			return (
				lines.length === rows &&
				lines.at(-1)?.startsWith("● connected") === true &&
				lines.at(-2)?.endsWith("> half a thought") === true &&
				numbers.length >= Math.min(40, rows - 4) &&
				numbers.at(-1) === 40 &&
				numbers.every((number, index) => number === first + index)
			);
		});
		expect(screen.cursor().row).toBe(rows - 2);
		expect(screen.typed()).toMatch(/> half a thought$/);
	}

	test("80x24 to 40x12 to 200x60 and back keeps what is typed and breaks no row", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		await postNumbered(await machine.peer("poster"), 40);
		const ann = await machine.connectedChat("ann");
		await ann.sees("message 40");
		ann.type("half a thought");
		for (const size of ["80x24", "40x12", "200x60", "40x12", "80x24"] as const) {
			const [columns, rows] = windows[size];
			ann.resize(columns, rows);
			await isWhole(ann, windows[size]);
		}
		ann.key("enter");
		await ann.sees(/\d\d:\d\d ann +half a thought/);
	});

	test("is painted at once as it is to stay: no frame of the size before comes between", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		ann.type("half a thought");
		await ann.hasTyped("half a thought");
		const before = ann.raw.length;
		ann.resize(40, 12);
		await ann.until("its new size", (lines) => lines.length === 12 && lines[11] !== "");
		const [first = ""] = ann.raw.slice(before).split("\x1b[?2026l");
		expect(first).toContain("half a thought");
		expect(first).not.toContain("F8 people");
	});

	test("many times in a row ends with a whole screen", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		await postNumbered(await machine.peer("poster"), 40);
		const ann = await machine.connectedChat("ann");
		await ann.sees("message 40");
		ann.type("half a thought");
		for (let columns = 40; columns <= 120; columns += 4) ann.resize(columns, 12 + columns / 4);
		ann.resize(80, 24);
		await isWhole(ann, [80, 24]);
	});

	test("keeps the place where one reads", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		await postNumbered(await machine.peer("poster"), 200);
		const ann = await machine.connectedChat("ann");
		await ann.sees("message 200");
		ann.key("pageup");
		await ann.sees(/↓ \d+ more/);
		const last = numbersIn(ann.rows()).at(-1);
		for (const size of ["40x12", "200x60", "80x24"] as const) {
			const [columns, rows] = windows[size];
			ann.resize(columns, rows);
			await ann.until(
				`message ${last} as the last at ${size}`,
				(shown) => shown.length === rows && numbersIn(shown).at(-1) === last,
			);
		}
	});
});

describe("at 40 columns and 12 rows", () => {
	test("who, what, the room, the connection and what is typed can all be read", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann", { columns: 40, rows: 12 });
		expect(
			(await machine.send("bob", "#general", "a sentence that is longer than forty columns are"))
				.code,
		).toBe(0);
		await ann.sees(/^bob \d\d:\d\d\na sentence that is longer than forty\ncolumns are$/m);
		ann.type("typed");
		await ann.hasTyped("> typed");
		expect(ann.rows().at(-1)).toMatch(/^● connected {2}#general ✓\d+$/);
		for (const row of ann.rows()) expect(row.length).toBeLessThanOrEqual(40);
		await machine.killDaemon();
		await ann.sees(/^○ no answer from 127.0.0.1/m);
		await ann.sees(/Nothing is listening on\s+127.0.0.1:\d+/);
		ann.key("enter");
		await ann.sees(/^○ offline: 1 message waiting/m);
		await ann.sees(/^ann ⋯\ntyped$/m);
	});
});
