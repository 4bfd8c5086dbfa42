import type { AccountName } from "@partyline/shared/protocol/ids";
import type { People } from "./people.ts";
import type { Room } from "./room.ts";

/**
 * Who is in which room, from both sides: what is done for somebody who comes or goes costs no more where there are
 * many rooms, nor in a room of many.
 */
export class Roster {
	readonly #people: People;
	/** Lists that are replaced: most are in one room or two, and a set takes four times the memory. */
	readonly #rooms = new Map<AccountName, readonly Room[]>();

	constructor(people: People) {
		this.#people = people;
		people.onAbsence = (account, by) => {
			for (const room of this.roomsOf(account)) room.absent += by;
		};
	}

	/** The rooms an account is in. */
	roomsOf(account: AccountName): readonly Room[] {
		return this.#rooms.get(account) ?? [];
	}

	/** Makes an account a member of a room. */
	add(room: Room, account: AccountName): void {
		if (room.members.has(account)) return;
		room.members.add(account);
		this.#rooms.set(account, [...this.roomsOf(account), room]);
		if (this.#people.isAbsent(account)) room.absent++;
	}

	/** Ends a membership. */
	delete(room: Room, account: AccountName): void {
		if (!room.members.delete(account)) return;
		const others = this.roomsOf(account).filter((other) => other !== room);
		if (others.length === 0) this.#rooms.delete(account);
		else this.#rooms.set(account, others);
		if (this.#people.isAbsent(account)) room.absent--;
	}
}
