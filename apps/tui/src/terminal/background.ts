import type { Reply } from "../input/event.ts";

/** What asks a terminal for the colour behind its text (OSC 11). */
export const askBackground = "\x1b]11;?\x1b\\";

const backgroundCode = 11;
// As X11 writes colours: up to four digits each, after "rgb:", or all of the same length after "#".
const separate = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i;
const joined = /^#((?:[\da-f]{3}){1,4})$/i;
// Where black and white text stand out equally: the root of 1.05 * 0.05, less 0.05.
const middleLuminance = 0.179;

/** Whether what a terminal answered is a dark or a light background; nothing if it is no answer to that. */
export function readBackground(reply: Reply): "dark" | "light" | undefined {
	if (reply.kind !== "osc" || reply.code !== backgroundCode) {
		return undefined;
	}
	const channels = readColour(reply.text.trim());
	if (channels === undefined) {
		return undefined;
	}
	const [red = 0, green = 0, blue = 0] = channels.map(toLinear);
	// WCAG 2.2, relative luminance.
	const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	return luminance < middleLuminance ? "dark" : "light";
}

/** Red, green and blue, each 0 to 1. */
function readColour(text: string): number[] | undefined {
	const parts = separate.exec(text)?.slice(1, 4) ?? cutInThree(joined.exec(text)?.[1]);
	return parts?.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
}

function cutInThree(digits: string | undefined): string[] | undefined {
	if (digits === undefined) {
		return undefined;
	}
	const length = digits.length / 3;
	return [0, 1, 2].map((at) => digits.slice(at * length, (at + 1) * length));
}

function toLinear(channel: number): number {
	return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
