import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	nextSeq,
	previousSeq,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { membershipChange } from "@partyline/shared/protocol/room-state";
import { comingsText } from "@partyline/shared/text/comings-text";
import { findByName, type Hub } from "../../hub/hub.ts";
import { type Part, partsOf } from "../../hub/parts.ts";
import type { Delivery, Signal } from "../../hub/ports.ts";
import { presentIn } from "../../hub/presence.ts";
import type { Room } from "../../hub/room.ts";
import type { Connection } from "../connection.ts";
import { Missed, type Range } from "../missed.ts";
import { eventLines } from "./lines.ts";
import type { Page } from "./page.ts";

/** What became of one's own membership. */
type Parting = "left" | "taken out" | "back" | undefined;

/** What one person sees of the one room they are in. */
export class RoomView {
	#room: Room | undefined;
	/** Who is in the room now, by the name they were shown by last. */
	readonly #present = new Map<AccountName, string>();
	readonly #hub: Hub;
	readonly #connection: Connection;
	readonly #page: Page;
	readonly #own: AccountName;
	readonly #missed = new Missed();
	#catchingUp = false;

	constructor(
		hub: Hub,
		{ connection, page }: { connection: Connection; page: Page },
		own: AccountName,
	) {
		this.#hub = hub;
		this.#connection = connection;
		this.#page = page;
		this.#own = own;
		connection.onDrained = () => void this.#catchUp().catch(page.refusal);
	}

	get room(): Room | undefined {
		return this.#room;
	}

	/** Shows that room from now on, or none. */
	enter(room: Room | undefined): void {
		this.#room = room;
		this.#lookAround();
	}

	#lookAround(): void {
		this.#present.clear();
		if (this.#room === undefined) return;
		for (const { account, name } of presentIn(this.#hub, this.#room))
			this.#present.set(account, name);
	}

	/** Shows no room any more, as one that was left or that somebody was taken out of. */
	leave(how: "left" | "taken out"): void {
		const title = this.#room?.title;
		this.#page.notice(
			how === "left"
				? `you left ${title}; /join another`
				: `you are no longer in ${title}; /join another`,
		);
		this.enter(undefined);
	}

	/** Shows what others did; one's own lines stand on the screen already. */
	deliver(delivery: Delivery): void {
		if (delivery.room !== this.room?.name) return;
		if (this.#connection.isSlow || this.#catchingUp) this.#missed.add(delivery);
		else this.#show(delivery);
	}

	/** Shows who came and went. */
	signal(signals: readonly Signal[]): void {
		for (const signal of signals) this.#signalOne(signal);
	}

	#signalOne(signal: Signal): void {
		if (signal.method === "crowd") this.#lookAtCrowd(signal.params.room);
		if (signal.method !== "presence" || this.#connection.isSlow) return;
		const { room, account, name, state } = signal.params;
		if (room !== this.room?.name) return;
		const known = this.#present.get(account);
		if (state === "offline") this.#present.delete(account);
		else this.#present.set(account, name);
		if (state === "offline") this.#page.notice(`${name} left`);
		else if (known === undefined) this.#page.notice(`${name} joined`);
		else if (known !== name) this.#page.notice(`${known} is now called ${name}`);
	}

	/** Shows how many came and went of whom nobody is named. */
	#lookAtCrowd(room: RoomName): void {
		if (room !== this.room?.name || this.#connection.isSlow) return;
		const before = new Set(this.#present.keys());
		this.#lookAround();
		const stayed = this.#present.keys().filter((account) => before.has(account));
		const both = stayed.toArray().length;
		const how = { joined: this.#present.size - both, left: before.size - both };
		if (how.joined + how.left > 0) this.#page.notice(comingsText(how));
	}

	/** Shows a slow reader what it was not sent, out of the log and at its own pace. */
	async #catchUp(): Promise<void> {
		if (this.#catchingUp) return;
		this.#catchingUp = true;
		try {
			for (let ranges = this.#missed.take(); ranges.length > 0; ranges = this.#missed.take())
				for (const range of ranges) await this.#replay(range);
		} finally {
			this.#catchingUp = false;
		}
	}

	async #replay({ room: missed, from, to }: Range): Promise<void> {
		const room = findByName(this.#hub, missed);
		let next: Seq = from;
		while (next <= to && room !== undefined && room === this.room) {
			await this.#connection.drained();
			const wanted = Math.min(limits.pageEvents, to - next + 1);
			const events = await this.#hub.journal.after(room.name, previousSeq(next), wanted);
			const last = events.at(-1);
			if (last === undefined) return;
			this.#show({ room: room.name, events, isToCrowd: room.isCrowd });
			next = nextSeq(last.seq);
		}
	}

	#show(delivery: Delivery): void {
		const nameOf = (account: AccountName) => this.#hub.people.get(account)?.name ?? account;
		let parting: Parting;
		for (const event of delivery.events) parting = this.#follow(event, nameOf) ?? parting;
		const linesOf = (part: Part) =>
			"comings" in part
				? [`*** ${comingsText(part.comings)}`]
				: part.events
						.filter((event) => event.by !== this.#own)
						.flatMap((event) => eventLines(event, nameOf));
		this.#page.lines(partsOf(delivery, this.#own).flatMap(linesOf));
		if (parting !== undefined && parting !== "back") this.leave(parting);
	}

	/** Keeps up with who is in the room; gives what became of oneself there, if anything did. */
	#follow(event: RoomEvent, nameOf: (account: AccountName) => string): Parting {
		const { enter, leave } = membershipChange(event);
		for (const one of enter) this.#present.set(one, nameOf(one));
		for (const one of leave) this.#present.delete(one);
		if (enter.includes(this.#own)) return "back";
		if (!leave.includes(this.#own)) return undefined;
		return event.by === this.#own ? "left" : "taken out";
	}
}
