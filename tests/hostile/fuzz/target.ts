import type { Random } from "../../support/random.ts";

/** Something that takes bytes from strangers, and what must hold of it whatever the bytes are. */
export type FuzzTarget = {
	readonly name: string;
	/** Cases that run at once, where waiting is most of the work. */
	readonly atOnce: number;
	/** Makes the input of one case. */
	make(random: Random): Buffer;
	/** Throws when something does not hold; `random` is always the same for the same input. */
	check(input: Buffer, random: Random): void | Promise<void>;
	/** Throws when something does not hold after the cases that ran at once. */
	afterAll?(): Promise<void>;
	close?(): Promise<void>;
};

/** Something that must hold and does not. */
export class BrokenRule extends Error {
	override readonly name = "BrokenRule";
}

/** Throws unless it holds; `what` is a sentence of what must hold, and what was found instead. */
export function holds(isTrue: boolean, what: () => string): asserts isTrue {
	if (!isTrue) throw new BrokenRule(what());
}

/** A value in an error message. */
export function shown(value: unknown): string {
	return (JSON.stringify(value) ?? String(value)).slice(0, 400);
}
