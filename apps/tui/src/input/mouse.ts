import type { Mouse } from "./event.ts";

/** A mouse report as terminals send it: one number for button and held keys, a cell counted from 1. */
export type MouseReport = {
	readonly code: number;
	readonly column: number;
	readonly row: number;
	readonly released: boolean;
};

const buttons: readonly Mouse["button"][] = ["left", "middle", "right", "none"];
const wheels: readonly Mouse["button"][] = ["up", "down"];
const moved = 32;
const wheel = 64;
const extraButton = 128;

function toAction(report: MouseReport): Mouse["action"] {
	if ((report.code & wheel) !== 0) {
		return "wheel";
	}
	if (report.released) {
		return "release";
	}
	return (report.code & moved) !== 0 ? "move" : "press";
}

/** Reads a mouse report; buttons and wheels we have no name for give nothing. */
export function readMouse(report: MouseReport): Mouse[] {
	const { code } = report;
	const names = (code & wheel) !== 0 ? wheels : buttons;
	const button = names[code & 3];
	if (button === undefined || code < 0 || code >= extraButton) {
		return [];
	}
	return [
		{
			type: "mouse",
			action: toAction(report),
			button,
			column: Math.max(0, report.column - 1),
			row: Math.max(0, report.row - 1),
			shift: (code & 4) !== 0,
			alt: (code & 8) !== 0,
			ctrl: (code & 16) !== 0,
		},
	];
}
