import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { ConnectionError } from "./errors.ts";

/** Rooms that may turn up in one connection; a person is in a few dozen. */
export const maxMet = 1_000;

/** Who is told of them. */
export type MetRoomsOptions = {
	/** The list of rooms is to be told: it changed, and these turned up, with the events of each so far. */
	onNews(met: ReadonlyMap<RoomName, ReceivedEvent[]>): void;
	onTooMany(error: ConnectionError): void;
};

/**
 * Rooms that turn up without our asking. What comes at once is told at once: the whole list for each
 * room would be work that grows with the square of their number.
 */
export class MetRooms {
	readonly #options: MetRoomsOptions;
	#untold = new Map<RoomName, ReceivedEvent[]>();
	#hasNews = false;
	#count = 0;

	constructor(options: MetRoomsOptions) {
		this.#options = options;
	}

	/** Another connection begins, or there is none. */
	startOver(): void {
		this.#untold.clear();
		this.#hasNews = false;
		this.#count = 0;
	}

	/** Counts one more; false if it is one too many. */
	admit(): boolean {
		this.#count++;
		if (this.#count <= maxMet) return true;
		const problem = `The server put us in more than ${maxMet} rooms that we did not ask for.`;
		this.#options.onTooMany(new ConnectionError(problem));
		return false;
	}

	/** To be told with what comes together with it. */
	add(room: RoomName): void {
		this.#untold.set(room, []);
		this.tellSoon();
	}

	/** Something a person would see changed in the list. */
	tellSoon(): void {
		if (!this.#hasNews) queueMicrotask(() => this.#tell());
		this.#hasNews = true;
	}

	/** Takes an event of a room that is not told yet; false if it is of another. */
	take(event: ReceivedEvent): boolean {
		const events = this.#untold.get(event.room);
		events?.push(event);
		return events !== undefined;
	}

	#tell(): void {
		if (!this.#hasNews) return;
		const met = this.#untold;
		this.#untold = new Map();
		this.#hasNews = false;
		this.#options.onNews(met);
	}
}
