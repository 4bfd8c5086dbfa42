import { argon2Sync, createHash, randomBytes } from "node:crypto";
import { newMessageId } from "@partyline/shared/protocol/ids";

/** The room that everything happens in. */
export const busyRoom = "#general";

/** The others that one is in. */
export const quietRooms = Array.from({ length: 29 }, (_, number) => `#room-${number}`);

/** Who sits at the window, and the password it signs in with. */
export const watcher = { account: "ann", password: "correct horse battery staple" } as const;

/** Those who talk. */
export const people = Array.from({ length: 18 }, (_, number) => `person${number}`);

/** The token that somebody of them comes in with. */
export function tokenOf(account: string): string {
	return createHash("sha256").update(account).digest("base64url");
}

/** What people say: short and long, more than one line, CJK and emoji. */
const texts = [
	"the p99 jumped after the 14:02 deploy, looking at the flamegraph now",
	"same on eu-2, here is the query plan",
	"ok",
	"can you roll back while we look? I would rather lose the feature for an evening than the weekend for all of us, and the customers saw it before we did",
	"日本語のメッセージも速く表示されるべきです",
	"first it was slow\nthen it was slower\nthen the pager went",
	"nice 🎉 thanks",
	"https://grafana.example.org/d/abc123/api-latency?orgId=1&from=now-3h&to=now&var-region=eu-2",
	"lunch?",
	"I am on it, give me ten minutes, the build is still running and the cache is cold 👍🏽",
];

/** The words by which a message is known on a screen. */
export function mark(number: number): string {
	return `m${number}: `;
}

/** What the message of a number says. */
export function textOf(number: number, text = texts[number % texts.length] ?? ""): string {
	return `${mark(number)}${text}`;
}

const began = Date.UTC(2026, 10, 20);

/** An export of a server with everybody, their rooms, and so many messages in the busy one. */
export function* worldLines(messages: number): Generator<object> {
	let lines = 0;
	for (const line of worldOf(messages)) {
		lines++;
		yield line;
	}
	yield { end: { lines: lines + 1 } };
}

function* worldOf(messages: number): Generator<object> {
	yield { partyline: "export", format: 2, epoch: "00000000000000000000000000000001" };
	const password = hashOf(watcher.password);
	yield { account: { account: watcher.account, name: watcher.account, role: "member", password } };
	for (const account of people) yield { account: { account, name: account, role: "member" } };
	for (const account of people) {
		const hash = createHash("sha256").update(tokenOf(account)).digest("hex");
		yield { token: { account, hash } };
	}
	const rooms = [busyRoom, ...quietRooms];
	for (const room of rooms) yield { room: { room, kind: "public" } };
	for (const room of rooms) yield* logOf(room, room === busyRoom ? messages : 0);
	for (const room of rooms) {
		const seq = seqOf(room === busyRoom ? messages : 0);
		yield { read: { account: watcher.account, room, seq } };
	}
}

function* logOf(room: string, messages: number): Generator<object> {
	let seq = 1;
	const place = (by: string) => ({ room, seq, at: began + seq++ * 1_000, by });
	yield { event: { ...place("server"), type: "create", kind: "public" }, key: newMessageId() };
	for (const by of [watcher.account, ...people])
		yield { event: { ...place(by), type: "join" }, key: newMessageId() };
	const topic = "what the topic of a room is like";
	yield { event: { ...place(people[0] ?? ""), type: "topic", topic }, key: newMessageId() };
	for (let number = 1; number <= messages; number++) {
		const by = people[number % people.length] ?? "";
		yield { event: { ...place(by), type: "message", id: newMessageId(), text: textOf(number) } };
	}
}

/** The seq of the message of a number, after the room was made, everybody had come in, and its topic was set. */
function seqOf(number: number): number {
	return number + people.length + 3;
}

/** A password as the server keeps it. */
function hashOf(message: string): string {
	const nonce = randomBytes(16);
	const cost = { memory: 19_456, passes: 2, parallelism: 1 };
	const hash = argon2Sync("argon2id", { message, nonce, tagLength: 32, ...cost });
	const told = [nonce, hash].map((bytes) => bytes.toString("base64").replaceAll("=", ""));
	return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${told.join("$")}`;
}
