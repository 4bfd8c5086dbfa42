import type { AccountName } from "@partyline/shared/protocol/ids";
import type { Delivery, Parting, Session, Signal } from "../../hub/ports.ts";
import type { NativeVisit } from "./native-visit.ts";

/** Somebody who is logged in over a native connection: a class, for of ten thousand of them each function would count. */
export class NativeSession implements Session {
	readonly account: AccountName;
	readonly device: string | undefined;
	readonly #visit: Pick<NativeVisit, "connection" | "deliver" | "signal" | "bye">;

	constructor(visit: NativeVisit, account: AccountName, device: string | undefined) {
		this.#visit = visit;
		this.account = account;
		this.device = device;
	}

	get isLocal(): boolean {
		return this.#visit.connection.isLocal;
	}

	get address(): string {
		return this.#visit.connection.address;
	}

	deliver(delivery: Delivery): void {
		this.#visit.deliver(delivery);
	}

	signal(signals: readonly Signal[]): void {
		this.#visit.signal(signals);
	}

	end(parting: Parting): void {
		this.#visit.bye(parting);
	}
}
