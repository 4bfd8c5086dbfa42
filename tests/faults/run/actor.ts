/** Somebody in the fault run: talks, reads, and is there again after whatever happened. */
export type Actor = {
	readonly name: string;
	/** A new history begins: says where each of its views stands. */
	open(): void;
	/** Says something now. */
	say(): void;
	/** Posts that nobody has answered yet. */
	unanswered(): number;
	/** Up to where it has been shown a room. */
	reached(room: string): number;
	/** Everything is well again: there is no reason to wait any more. */
	hurry(): void;
	end(): Promise<void>;
};
