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
	/** The only faults that are made, where it shows in few. */
	readonly faults?: readonly string[];
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
				file: "hub/fan-out.ts",
				good: "events: this.#waiting, ",
				bad: "events: this.#waiting.toReversed(), ",
			},
		],
		breaks: ["no repeat", "no hole"],
	},
	{
		name: "duplicate-elsewhere",
		what: "a post that is sent again is answered with a place that is not its own",
		patches: [
			{
				file: "hub/post.ts",
				good: "seq: event.seq, at",
				bad: "seq: duplicate && event.seq > 1 ? nextSeq(event.seq) : event.seq, at",
			},
			{
				file: "hub/post.ts",
				good: "import { WireError } from",
				bad: 'import { nextSeq } from "@partyline/shared/protocol/ids";\nimport { WireError } from',
			},
		],
		breaks: ["durable", "by the protocol"],
	},
	{
		name: "good-posts-refused",
		what: "one post in sixteen is refused for no reason",
		patches: [
			{
				file: "hub/post.ts",
				good: "const room = memberRoom(hub, wanted.room, session.account);",
				bad: `const room = memberRoom(hub, wanted.room, session.account);
					if (wanted.id.endsWith("7")) throw new WireError("not_a_member");`,
			},
		],
		breaks: ["refused by the rules"],
	},
	{
		name: "limited-off-by-one",
		what: "who fell behind is told to fetch from one event too late",
		patches: [
			{
				file: "doors/missed.ts",
				good: "const from = this.#ranges.get(room)?.from ?? first.seq;",
				bad: "const from = this.#ranges.get(room)?.from ?? nextSeq(first.seq);",
			},
			{
				file: "doors/missed.ts",
				good: 'import type { RoomName, Seq } from "@partyline/shared/protocol/ids";',
				bad: 'import { nextSeq, type RoomName, type Seq } from "@partyline/shared/protocol/ids";',
			},
		],
		breaks: ["by the protocol", "no hole"],
		faults: ["stop reading in a flood"],
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
