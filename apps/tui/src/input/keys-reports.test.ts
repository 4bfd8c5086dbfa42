import { describe, expect, test } from "vitest";
import { decode, shortly } from "./testing/decoding.ts";

describe("reports and answers", () => {
	test("focus is told", () => {
		expect(decode("\x1b[I\x1b[O")).toEqual([
			{ type: "focus", focused: true },
			{ type: "focus", focused: false },
		]);
	});

	const mouse = {
		type: "mouse",
		action: "press",
		button: "left",
		column: 9,
		row: 4,
		ctrl: false,
		alt: false,
		shift: false,
	};

	test.each([
		["\x1b[<0;10;5M", {}],
		["\x1b[<2;10;5m", { action: "release", button: "right" }],
		["\x1b[<32;10;5M", { action: "move" }],
		["\x1b[<35;10;5M", { action: "move", button: "none" }],
		["\x1b[<64;10;5M", { action: "wheel", button: "up" }],
		["\x1b[<65;10;5M", { action: "wheel", button: "down" }],
		["\x1b[<28;10;5M", { ctrl: true, alt: true, shift: true }],
		["\x1b[32;10;5M", {}],
		["\x1b[M *%", {}],
		["\x1b[M#*%", { action: "release", button: "none" }],
	])("the mouse report %j is read", (bytes, parts) => {
		expect(decode(bytes)).toEqual([{ ...mouse, ...parts }]);
	});

	test("a sideways wheel and a broken report are swallowed", () => {
		expect(decode("\x1b[<66;1;1M\x1b[<0;1M\x1b[<128;1;1M\x1b[5;1;1M")).toEqual([]);
	});

	test.each([
		["\x1b[12;40R", { kind: "cursor", row: 12, column: 40 }],
		["\x1b[?1;3R", { kind: "cursor", row: 1, column: 3 }],
		["\x1b[?62;4c", { kind: "attributes", prefix: "?", params: [62, 4] }],
		["\x1b[>41;354;0c", { kind: "attributes", prefix: ">", params: [41, 354, 0] }],
		["\x1b[?1u", { kind: "keyboard", prefix: "?", params: [1] }],
		["\x1b[?2026;2$y", { kind: "mode", prefix: "?", params: [2026, 2] }],
		["\x1b[0n", { kind: "status", prefix: "", params: [0] }],
		["\x1b[?997;1n", { kind: "status", prefix: "?", params: [997, 1] }],
		["\x1b[8;24;80t", { kind: "window", prefix: "", params: [8, 24, 80] }],
		["\x1b]11;rgb:0000/0000/0000\x07", { kind: "osc", code: 11, text: "rgb:0000/0000/0000" }],
		["\x1b]11;rgb:ffff/é\x1b\\", { kind: "osc", code: 11, text: "rgb:ffff/é" }],
		["\x1bP>|tmux 3.3a\x1b\\", { kind: "dcs", text: ">|tmux 3.3a" }],
		["\x1b_Gi=31;OK\x1b\\", { kind: "apc", text: "Gi=31;OK" }],
	])("the answer %j never shows as typed text", (bytes, reply) => {
		expect(decode(bytes)).toEqual([{ type: "reply", ...reply }]);
	});

	test("an endless answer is swallowed to its end, cut or whole", () => {
		const long = `\x1b]52;c;${"A".repeat(20_000)}\x1b\\x`;
		expect(shortly(decode(long))).toEqual(["x"]);
		expect(shortly(decode(long.slice(0, 17_000), long.slice(17_000, -2), "\\x"))).toEqual(["x"]);
	});
});
