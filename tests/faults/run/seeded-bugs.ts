import type { Rule } from "../history/history.ts";

/** A change of one place in the source. */
export type Patch = {
	/** How the file's path ends. */
	readonly file: string;
	readonly good: string;
	readonly bad: string;
};

/** A mistake somebody could make, put into a build to see that it is found. */
export type SeededBug = {
	readonly name: string;
	readonly what: string;
	readonly patches: readonly Patch[];
	/** The promises it breaks: one of them must be among those that are reported. */
	readonly breaks: readonly Rule[];
};

const asleep = (ms: number) =>
	`Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`;

/** The worker answers first and commits 100 ms later. */
const lateCommit: Patch = {
	file: "journal/sqlite/writer.ts",
	good: "this.#statements.commit.run();",
	bad: `Promise.resolve().then(() => { ${asleep(100)}; this.#statements.commit.run(); });`,
};

/** Each breaks one of the promises of the README. */
export const seededBugs: readonly SeededBug[] = [
	{
		name: "ack-before-commit",
		what: "a post is answered 100 ms before its commit",
		patches: [lateCommit],
		breaks: ["durable"],
	},
	{
		name: "broadcast-before-commit",
		what: "a post is shown 100 ms before its commit, and answered after it",
		patches: [
			lateCommit,
			{
				file: "journal/group-commit.ts",
				good: "else entry.resolve(outcome);",
				bad: "else setTimeout(() => entry.resolve(outcome), 250);",
			},
		],
		breaks: ["no phantom"],
	},
	{
		name: "no-dedup",
		what: "a post that is sent again is stored again",
		patches: [
			{
				file: "journal/sqlite/writer.ts",
				good: "...[room.id, seq, toKey(key), at, by, type, toRest(event)],",
				bad: `...[room.id, seq, event.type === "message" && this.#findStored(key, event) !== undefined
					? crypto.getRandomValues(new Uint8Array(16)) : toKey(key), at, by, type, toRest(event)],`,
			},
		],
		breaks: ["exactly once"],
	},
	{
		name: "resume-off-by-one",
		what: "who comes back is not sent the first event they missed",
		patches: [
			{
				file: "doors/native/sync.ts",
				good: "{ events: [...missing.events] }",
				bad: "{ events: missing.events.slice(1) }",
			},
		],
		breaks: ["no hole", "converges"],
	},
	{
		name: "batch-out-of-order",
		what: "the events of one turn are delivered the wrong way round",
		patches: [
			{
				file: "hub/room.ts",
				good: "events: this.#pending };",
				bad: "events: this.#pending.toReversed() };",
			},
		],
		breaks: ["no repeat", "no hole"],
	},
	{
		name: "client-does-not-resend",
		what: "the client does not send again what was under way when the connection broke",
		patches: [
			{
				file: "client/src/delivery.ts",
				good: "this.#underWay.clear();",
				bad: "",
			},
		],
		breaks: ["answered"],
	},
];
