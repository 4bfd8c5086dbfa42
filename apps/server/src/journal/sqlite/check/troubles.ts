/** How many troubles are told one by one: a file with more has been overwritten rather than damaged. */
const told = 50;

/** What was found to be wrong, one sentence a trouble. */
export class Troubles {
	readonly #sentences: string[] = [];
	#more = 0;

	add(sentence: string): void {
		if (this.#sentences.length < told) this.#sentences.push(sentence);
		else this.#more += 1;
	}

	/** All of them, or the first and how many more there are. */
	list(): readonly string[] {
		const more = this.#more > 0 ? [`And ${this.#more} more.`] : [];
		return [...this.#sentences, ...more];
	}
}
