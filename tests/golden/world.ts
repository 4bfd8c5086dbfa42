/** An event of a room, as the server tells it. */
export type WorldEvent = {
	readonly room: string;
	readonly seq: number;
	readonly at: number;
	readonly by: string;
	readonly type: string;
	readonly [more: string]: unknown;
};

/** A room of the world that every screen shows. */
export type WorldRoom = {
	readonly room: string;
	readonly topic: string;
	readonly readSeq: number;
	readonly members: readonly string[];
	/** The people of a direct conversation. */
	readonly with?: readonly string[];
	/** Ascending, without a gap, from 1. */
	readonly log: WorldEvent[];
	/** What comes next, while one is away. */
	readonly lately: readonly WorldEvent[];
};

/** Whose terminal it is. */
export const me = "ann";

/** Who is away or gone; everybody else is here. */
export const absent: Readonly<Record<string, "away" | "offline">> = {
	dan: "away",
	erin: "offline",
};

/** What somebody does in a room: when, who, and what. */
type Entry = {
	/** Such as "13:52", or "20 17:31" on another day of the month. */
	readonly at: string;
	readonly by: string;
	readonly type?: string;
	readonly text?: string;
	readonly [more: string]: unknown;
	/** How many events back that is which it answers. */
	readonly answers?: number;
};

type Sketch = Omit<WorldRoom, "log" | "lately" | "readSeq"> & {
	readonly entries: readonly Entry[];
	readonly lately?: readonly Entry[];
	/** How many events at the end are not read yet. */
	readonly unread: number;
	/** Events before the entries, which are all of one kind. */
	readonly older?: number;
};

const link = "https://grafana.example.org/d/abc123/api-latency?from=now-3h";
const longLink = `https://ci.example.org/job/partyline/branch/main/run/4812/${"artifact/".repeat(22)}log.txt`;

const paste = Array.from(
	{ length: 20 },
	(_, row) => `${`${row + 1}`.padStart(2)}  ${"  ".repeat(row % 4)}at layer ${row} of the stack`,
).join("\n");

const fable = Array.from(
	{ length: 14 },
	(_, day) => `Day ${day + 1} of the migration: the copy is at ${(day + 1) * 7} %, nothing stands.`,
).join(" ");

const backend: Sketch = {
	room: "#backend",
	topic: "API on-call: bob until Friday · runbook https://wiki.example.org/on-call",
	members: ["ann", "bob", "carol", "dan", "deploybot", "erin", "美咲"],
	older: 4_788,
	unread: 0,
	entries: [
		{ at: "20 17:12", by: "dan", text: "bob: the pager test is at 18:00" },
		{ at: "20 17:20", by: "bob", text: "good, the phone is on" },
		{ at: "20 17:31", by: "carol", text: "retention is at 14 days now, the disk stays below 61 %" },
		{ at: "20 17:33", by: "dan", text: "thank you! good night all 🌙" },
		{ at: "08:58", by: "erin", type: "join" },
		{ at: "08:58", by: "frank", type: "join" },
		{ at: "08:59", by: "gina", type: "join" },
		{ at: "09:00", by: "frank", type: "part" },
		{ at: "09:02", by: "gina", type: "part" },
		{ at: "13:52", by: "bob", text: "deploying 2.14.0 to eu-1 and eu-2 now" },
		{ at: "13:58", by: "deploybot", text: "2.14.0 is live, 41 s, 212 checks passed ✅" },
		{ at: "14:01", by: "carol", text: "p99 jumped right after it: 180 ms → 740 ms" },
		{ at: "14:02", by: "bob", text: "looking at the flamegraph now" },
		{ at: "14:02", by: "carol", text: `same on eu-2, here is the query plan: ${link}` },
		{ at: "14:03", by: "bob", text: "found it: the migration lost an index", answers: 3 },
		{
			at: "14:03",
			by: "bob",
			text: "```sql\ncreate index concurrently events_room_at\n  on events (room, at desc);\n```",
		},
		{ at: "14:03", by: "ann", text: "I get the roll-back ready, just in case" },
		{ at: "14:04", by: "bob", text: "puts the kettle on", action: true },
		{ at: "14:04", by: "ann", text: "ready. `partyctl rollback eu-2` takes 20 s" },
		{ at: "14:04", by: "carol", text: "index is at 80 %, p99 is falling already" },
		{ at: "14:04", by: "bob", text: "good. let it finish" },
	],
	lately: [
		{ at: "14:04", by: "美咲", text: "東京リージョンは問題ありません。p99 は 95 ms のままです。" },
		{ at: "14:05", by: "dan", text: "ann: can you hold the roll-back until it is done?" },
		{ at: "14:05", by: "carol", text: "180 ms again on both ❤️ thank you all" },
	],
};

/** The seven shapes that are hard to show. */
const random: Sketch = {
	room: "#random",
	topic: "the seven shapes",
	members: ["ann", "bob", "carol", "dan"],
	unread: 0,
	entries: [
		{ at: "12:00", by: "server", type: "create", kind: "public" },
		{ at: "12:01", by: "bob", text: `a long URL: ${longLink}` },
		{
			at: "12:02",
			by: "carol",
			text: "CJK: 日本語の文章は、単語の間に空白がありません。한국어는 있습니다. 中文没有。全角ＡＢＣも。",
		},
		{ at: "12:03", by: "dan", text: "emoji: 👩‍👩‍👧‍👦 👋🏽 ❤️ ⚠️ 1️⃣ 🇯🇵 🏳️‍🌈 👩🏽‍💻 กำ e\u0301 שלום." },
		{ at: "12:04", by: "bob", text: paste },
		{ at: "12:05", by: "carol", text: "an answer to the emoji", answers: 2 },
		{ at: "12:06", by: "dan", type: "reaction", emoji: "👍" },
		{ at: "12:07", by: "erin", type: "join" },
		{ at: "12:07", by: "frank", type: "join" },
		{ at: "12:08", by: "erin", type: "part" },
		{ at: "12:08", by: "frank", type: "part" },
		{ at: "12:09", by: "dan", text: fable },
		{ at: "12:10", by: "bob", text: "and that is the end of them" },
	],
};

const others: readonly Sketch[] = [
	{
		room: "#general",
		topic: "everything else",
		members: ["ann", "bob", "carol", "dan", "erin"],
		older: 310,
		unread: 4,
		entries: [
			{ at: "13:10", by: "erin", text: "who is in for lunch?" },
			{ at: "13:11", by: "bob", text: "me" },
			{ at: "13:12", by: "dan", text: "me too" },
			{ at: "13:20", by: "carol", text: "on my way" },
		],
	},
	{
		room: "#ops",
		topic: "pages and who takes them",
		members: ["ann", "bob", "deploybot"],
		older: 97,
		unread: 2,
		entries: [
			{ at: "14:01", by: "deploybot", text: "page: p99 over 500 ms on eu-1" },
			{ at: "14:02", by: "bob", text: "ann, I take it" },
		],
	},
	{
		room: "@bob00000",
		topic: "",
		members: ["ann", "bob"],
		with: ["ann", "bob"],
		unread: 1,
		entries: [
			{ at: "09:30", by: "ann", type: "create", kind: "direct", with: ["ann", "bob"] },
			{ at: "09:31", by: "ann", text: "will you show me the flamegraph later?" },
			{ at: "14:04", by: "bob", text: "sure, after this" },
		],
	},
	{
		room: "@carol000",
		topic: "",
		members: ["ann", "carol", "dan"],
		with: ["ann", "carol", "dan"],
		unread: 0,
		entries: [
			{ at: "10:00", by: "carol", type: "create", kind: "direct", with: ["ann", "carol", "dan"] },
		],
	},
];

const talk = [
	"morning",
	"the nightly run is green",
	"lunch at one?",
	"merged",
	"have a look at the graph, please",
];
const talkers = ["bob", "carol", "dan", "erin"];

function timeOf(at: string): number {
	const [time = "", day = "21"] = at.split(" ").reverse();
	return Date.parse(`2026-11-${day}T${time}:00Z`);
}

/** What a message of a room is known by. */
export function idOf(room: string, seq: number): string {
	const digits = [...`${room}${seq}`].map((letter) => letter.charCodeAt(0).toString(16));
	return `01939bd2-6a00-7000-8000-${digits.join("").slice(-12).padStart(12, "0")}`;
}

/** One message among thousands that nobody looks at closely. */
export function smallTalk(room: string, seq: number, at: number): WorldEvent {
	const by = talkers[seq % talkers.length] ?? "";
	const text = `${talk[seq % talk.length]} (${seq})`;
	return { room, seq, at, by, type: "message", id: idOf(room, seq), text };
}

function build({ entries, lately = [], older = 0, unread, ...room }: Sketch): WorldRoom {
	const first = timeOf(entries[0]?.at ?? "");
	const old = Array.from({ length: older }, (_, at) =>
		smallTalk(room.room, at + 1, first - (older - at) * 180_000),
	);
	const drawn = [...entries, ...lately].map((entry, at) =>
		toEvent(room.room, older + 1 + at, entry),
	);
	const log = [...old, ...drawn.slice(0, entries.length)];
	return { ...room, log, lately: drawn.slice(entries.length), readSeq: log.length - unread };
}

function toEvent(
	room: string,
	seq: number,
	{ type = "message", answers, ...entry }: Entry,
): WorldEvent {
	const id = type === "message" ? { id: idOf(room, seq) } : {};
	const replyTo = answers === undefined ? {} : { replyTo: seq - answers };
	return { ...entry, ...id, ...replyTo, room, seq, at: timeOf(entry.at), type };
}

/** The world as it is when a screen opens: always the same. */
export function createWorld(): ReadonlyMap<string, WorldRoom> {
	return new Map([backend, random, ...others].map((sketch) => [sketch.room, build(sketch)]));
}
