import type { Client, ClientNotice } from "../client-api.ts";
import type { ConnectionStatus } from "../status.ts";

/** Everything a client told since it is watched, and a way to wait for more. */
export class Notices {
	readonly all: ClientNotice[] = [];
	readonly #waiting = new Set<() => void>();

	constructor(client: Client) {
		client.subscribe((notice) => {
			this.all.push(notice);
			for (const check of this.#waiting) check();
		});
	}

	/** Resolves as soon as `holds` does. */
	until(holds: () => boolean): Promise<void> {
		return new Promise((resolve) => {
			const check = () => {
				if (!holds()) return;
				this.#waiting.delete(check);
				resolve();
			};
			this.#waiting.add(check);
			check();
		});
	}

	/** Resolves with the next status of this kind told from now on. */
	async status<S extends ConnectionStatus["state"]>(
		state: S,
	): Promise<ConnectionStatus & { state: S }> {
		const from = this.all.length;
		const find = () => statuses(this.all.slice(from)).find((status) => isState(status, state));
		await this.until(() => find() !== undefined);
		const found = find();
		if (found === undefined || !isState(found, state)) throw new Error("unreachable");
		return found;
	}

	/** The seqs of the events of `room` so far. */
	seqs(room: string): number[] {
		return this.all.flatMap((notice) =>
			notice.type === "event" && notice.event.room === room ? [notice.event.seq] : [],
		);
	}
}

function statuses(notices: readonly ClientNotice[]): ConnectionStatus[] {
	return notices.flatMap((notice) => (notice.type === "status" ? [notice.status] : []));
}

function isState<S extends ConnectionStatus["state"]>(
	status: ConnectionStatus,
	state: S,
): status is ConnectionStatus & { state: S } {
	return status.state === state;
}
