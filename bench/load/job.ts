import type { DialectName } from "./dialects.ts";

/** How those who speak go about it. */
export type Pace = {
	/** Who speaks in each room: the first of its members. */
	readonly senders: number;
} & (
	| {
			readonly kind: "closed";
			/** Each sender has so many messages on their way: the next goes when all listeners of the room have one. */
			readonly outstanding: number;
	  }
	| {
			readonly kind: "open";
			/** So many messages in all, each at its due time, whether the server keeps up or not. */
			readonly perSecond: number;
	  }
);

/** What the load generator is to do: who is there, and then one pace after the other. */
export type Job = {
	readonly dialect: DialectName;
	readonly port: number;
	/** The process of the server, for its CPU time. */
	readonly pid: number;
	readonly tls: boolean;
	readonly rooms: number;
	/** In each room. */
	readonly members: number;
	/** So many come in at a time. */
	readonly newcomers: number;
	readonly paces: readonly Pace[];
	/** Silence of this length ends what follows the joins. */
	readonly quietMs: number;
	readonly warmUpMs: number;
	readonly measureMs: number;
};

/** What became of one pace. */
export type Measured = {
	readonly deliveriesPerSecond: number;
	readonly postsPerSecond: number;
	/** Deliveries that had not come when nothing more did. */
	readonly missing: number;
	/** Members whom the server has cut off. */
	readonly lost: number;
	/** From the due time of a message to each of its deliveries; of an open pace only. */
	readonly latencyMs?: { readonly p50: number; readonly p99: number };
	/** How much of its core the generator used: near 1 it is the bottleneck. */
	readonly loadShare: number;
	/** How much of a core the server used; where the system tells. */
	readonly serverShare?: number;
};

/** What became of a job: one for each pace, but none after one whose messages had not all come when all patience was at its end. */
export type Outcome = { readonly paces: readonly Measured[] };

/** What the storm is to do: so many come into one room at once. */
export type Storm = Pick<Job, "dialect" | "port"> & { readonly clients: number };

/** What became of a storm. */
export type StormOutcome = {
	/** Until the last of them was in, and had been told what it missed. */
	readonly enteredMs: number;
	readonly loadShare: number;
};
