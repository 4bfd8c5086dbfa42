import type { Asker } from "../hub/ports.ts";

/** What does not fit is refused. */
export type Gate = {
	/** Does the work when it is its turn; undefined where too many wait already, or where nobody waits for it any more. */
	readonly pass: <T>(asker: Asker, work: () => Promise<T>) => Promise<T | undefined>;
};

/** How many may do their work at a time, and how many of one network and of one site may wait for it. */
export type GateOptions = {
	readonly most: number;
	readonly ofNetwork: number;
	readonly ofSite: number;
};

type Waiting = { readonly asker: Asker; readonly admit: (isAdmitted: boolean) => void };

/**
 * Lets at most so many do their work at a time. Those who are local go first and are never refused; the others go in
 * turns between sites, so that whoever fills the line keeps nobody waiting but themselves. No more wait in all than
 * there are connections, each with one request.
 */
export function fairGate({ most, ofNetwork, ofSite }: GateOptions): Gate {
	let busy = 0;
	const local: Waiting[] = [];
	/** By site, the one whose turn is next first. */
	const lines = new Map<string, Waiting[]>();

	const isFull = ({ network, site }: Asker): boolean => {
		const all = lines.get(site) ?? [];
		for (const { asker, admit } of all) if (asker.isGone()) admit(false);
		const line = all.filter(({ asker }) => !asker.isGone());
		lines.set(site, line);
		const neighbours = line.filter(({ asker }) => asker.network === network);
		return line.length >= ofSite || neighbours.length >= ofNetwork;
	};
	const takeNext = (): Waiting | undefined => {
		const first = local.shift();
		if (first !== undefined) return first;
		for (const [site, line] of lines) {
			lines.delete(site);
			const next = line.shift();
			if (line.length > 0) lines.set(site, line);
			if (next !== undefined) return next;
		}
		return undefined;
	};
	const leave = () => {
		// Whoever is next takes the place over.
		for (let next = takeNext(); next !== undefined; next = takeNext()) {
			const isGone = next.asker.isGone();
			next.admit(!isGone);
			if (!isGone) return;
		}
		busy--;
	};
	const enter = async (asker: Asker): Promise<boolean> => {
		if (busy < most) {
			busy++;
			return true;
		}
		if (!asker.isLocal && isFull(asker)) return false;
		const line = asker.isLocal ? local : (lines.get(asker.site) ?? []);
		return await new Promise((admit) => line.push({ asker, admit }));
	};
	return {
		async pass(asker, work) {
			if (!(await enter(asker))) return undefined;
			try {
				return await work();
			} finally {
				leave();
			}
		},
	};
}
