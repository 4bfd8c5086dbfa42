import type { InputEvent } from "./event.ts";

/** What stands at the start of the input: how many bytes it takes and what it means. */
export type Token = {
	readonly length: number;
	readonly events: readonly InputEvent[];
	readonly opensPaste?: boolean;
};

/** Reads one token, or undefined while more bytes could change what it is. */
export type TokenReader = (input: string) => Token | undefined;

/** Makes a token. */
export function createToken(length: number, ...events: readonly InputEvent[]): Token {
	return { length, events };
}
