import type { AccountName } from "@partyline/shared/protocol/ids";
import type { ServerBan } from "@partyline/shared/protocol/shapes";
import { isWithin, type Network, parseNetwork } from "./network.ts";

type Kept = { readonly ban: ServerBan; readonly network: Network | undefined };

/** The bans of the whole server in memory, where every connection is looked up. One that has run out holds no more. */
export class BanList {
	readonly #byTarget = new Map<string, Kept>();
	/** Those of networks, which are gone through for each connection. */
	readonly #networks = new Set<Kept>();

	constructor(bans: readonly ServerBan[]) {
		for (const ban of bans) this.put(ban);
	}

	/** Takes a ban, in the place of one of the same account or network. */
	put(ban: ServerBan): void {
		this.remove(ban);
		const parsed = ban.network === undefined ? undefined : parseNetwork(ban.network);
		const kept = { ban, network: parsed?.ok ? parsed.network : undefined };
		this.#byTarget.set(targetOf(ban), kept);
		if (kept.network !== undefined) this.#networks.add(kept);
	}

	remove(ban: Pick<ServerBan, "account" | "network">): void {
		const known = this.#byTarget.get(targetOf(ban));
		if (known === undefined) return;
		this.#byTarget.delete(targetOf(ban));
		this.#networks.delete(known);
	}

	/** The ban of exactly that account or network. */
	find(target: Pick<ServerBan, "account" | "network">, now: number): ServerBan | undefined {
		const ban = this.#byTarget.get(targetOf(target))?.ban;
		return ban !== undefined && holds(ban, now) ? ban : undefined;
	}

	ofAccount(account: AccountName, now: number): ServerBan | undefined {
		return this.find({ account }, now);
	}

	/** The ban of a network that has this address. */
	ofAddress(address: string, now: number): ServerBan | undefined {
		for (const { ban, network } of this.#networks)
			if (network !== undefined && holds(ban, now) && isWithin(address, network)) return ban;
		return undefined;
	}

	/** Those that hold, the oldest first. */
	all(now: number): ServerBan[] {
		return [...this.#byTarget.values()]
			.map(({ ban }) => ban)
			.filter((ban) => holds(ban, now))
			.sort((a, b) => a.ban - b.ban);
	}
}

function holds({ until }: ServerBan, now: number): boolean {
	return until === undefined || until > now;
}

// A network has a slash, which no name of an account has.
function targetOf({ account, network }: Pick<ServerBan, "account" | "network">): string {
	return account ?? network ?? "";
}
