/** Counts the deliveries of a pace. */
export type Tally = {
	/** Takes note of a message that was said, by the last digits of its number. */
	expect(digits: number): void;
	/** Takes a delivery of one in. */
	take(digits: number): void;
	/** Deliveries so far. */
	count(): number;
	/** Deliveries that are still to come; below nothing where more came than were to. */
	missing(): number;
	/** Throws where as many came as were to, but not the same ones. */
	assertEachOnce(): void;
};

/** Creates a tally of messages that go to so many listeners each. */
export function createTally(listeners: number): Tally {
	let due = 0;
	let dueDigits = 0;
	let taken = 0;
	// One that came twice makes up for another that did not come at all, but not for its digits.
	let takenDigits = 0;
	const missing = () => due - taken;
	return {
		expect(digits) {
			due += listeners;
			dueDigits += listeners * digits;
		},
		take(digits) {
			taken++;
			takenDigits += digits;
		},
		count: () => taken,
		missing,
		assertEachOnce() {
			if (missing() === 0 && takenDigits !== dueDigits)
				throw new Error("Some deliveries came twice, and others not at all.");
		},
	};
}
